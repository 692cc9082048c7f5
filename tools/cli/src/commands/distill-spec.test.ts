import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { OpticalError } from '@optical/errors';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { readSpec } from './distill-spec.ts';

function specOf(yaml: string, flags = {}) {
  using folder = temporaryFolder();
  const file = path.join(folder.path, 'job.yaml');
  writeFileSync(file, yaml);
  return readSpec({ file, ...flags });
}

const refused = (yaml: string, flags = {}): string[] => {
  try {
    specOf(yaml, flags);
  } catch (error) {
    if (error instanceof OpticalError) return (error.details.fieldViolations ?? []).map(({ field }) => field);
    throw error;
  }
  return [];
};

describe('the specification of optical distill', () => {
  it('comes from flags', () => {
    const spec = readSpec({
      output: 'student/hi',
      teacher: 'teacher/minilm',
      bitext: ['tatoeba:hi', 'opus:a:es'],
      maxPairs: '100',
      objective: ['ot-sinkhorn', 'contrastive=0.5'],
      start: 'aligned',
      steps: '80',
      label: ['study=quick'],
    });
    assert.deepEqual(spec, {
      outputName: 'student/hi',
      labels: { study: 'quick' },
      schedule: { steps: 80 },
      student: {
        teacher: 'teacher/minilm',
        bitext: [
          { dataset: 'tatoeba', language: 'hi', maxPairs: 100 },
          { dataset: 'opus:a', language: 'es', maxPairs: 100 },
        ],
        objectives: [
          { objective: 'OBJECTIVE_OT_SINKHORN', weight: 1 },
          { objective: 'OBJECTIVE_CONTRASTIVE', weight: 0.5 },
        ],
        initialization: { aligned: {} },
      },
    });
  });

  it('comes from a file with the names of the contract, over which flags win', () => {
    const yaml = `
output_name: student/hi
labels: { my_study: s }
student:
  objectives: [{ objective: ot-ipot, transport: { student_marginal: uniform-positions } }]
schedule: { steps: 10, decay: cosine }
alarms: [{ kind: divergence, action: stop }]
`;
    assert.deepEqual(specOf(yaml, { steps: '20' }), {
      outputName: 'student/hi',
      labels: { my_study: 's' },
      student: {
        objectives: [{ objective: 'OBJECTIVE_OT_IPOT', transport: { studentMarginal: 'MARGINAL_UNIFORM_POSITIONS' } }],
      },
      schedule: { steps: 20, decay: 'LEARNING_RATE_DECAY_COSINE' },
      alarms: [{ kind: 'ALARM_KIND_DIVERGENCE', action: 'ALARM_ACTION_STOP' }],
    });
  });

  it('refuses fields that the contract does not have, rather than lose them', () => {
    assert.deepEqual(refused('output: student/hi\nstudent: { bitext: [{ dataset: a, lang: hi }] }'), [
      'output',
      'student.bitext[0].lang',
    ]);
    assert.deepEqual(refused('[1]'), ['--file']);
    assert.deepEqual(refused('seed: 1', { bitext: ['hi'] }), ['--bitext']);
    assert.deepEqual(refused('seed: 1', { steps: 'many' }), ['--steps']);
  });
});
