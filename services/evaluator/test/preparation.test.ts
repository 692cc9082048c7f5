import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { englishSentences, SyntheticLanguage } from '@optical/datasets';
import type { Study__Output, StudyArm, StudySpec } from '@optical/contracts/evaluator';
import { openDatabase } from '@optical/jobs';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { outcomeOf, resultOf, runStudy, startStudySystem, tinySpec, withTeacherOf } from './support/study-system.ts';
import type { Evaluator, StudySystem } from './support/study-system.ts';

const folder = temporaryFolder();
let system: StudySystem;
let evaluator: Evaluator;
let study: Study__Output;

const arms: StudyArm[] = [
  { name: 'psq', reference: { method: 'REFERENCE_METHOD_PSQ' } },
  { name: 'greedy', distillation: { objectives: [{ objective: 'OBJECTIVE_GREEDY' }] } },
];

/** Two data sets, one of which has less than half of the budget, and with short queries less still. */
const spec = (): StudySpec =>
  tinySpec({
    arms,
    seeds: [0, 1],
    settings: [
      { name: 'short', maxTokens: 26 },
      { name: 'long', maxTokens: 44 },
    ],
    bitextBudgets: [100],
    trainVocabulary: { name: 'vocabulary/budget', size: 2_000, lowercase: true },
    studentTemplate: {
      student: { heldOutPairs: 32, bitext: ['few', 'synthetic'].map((dataset) => ({ dataset, language: 'qaa' })) },
    },
  });

function writeFewPairs(data: string): void {
  const language = new SyntheticLanguage({ seed: 50 });
  const pairs = englishSentences(30, 77).map((text) => language.translate(text));
  const long = englishSentences(10, 78).map((text) => language.translate(`${text} and ${text}`));
  mkdirSync(path.join(data, 'bitext'), { recursive: true });
  const lines = [...pairs, ...long].map(({ english, foreign }, id) => `${id}\t${english}\t${foreign}\n`);
  writeFileSync(path.join(data, 'bitext', 'few.qaa.tsv'), lines.join(''));
}

before(async () => {
  system = await startStudySystem(folder.path);
  writeFewPairs(system.data);
  evaluator = await system.start();
  study = await runStudy(() => evaluator, 'budget', spec());
});

after(async () => {
  await system[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

describe('a bitext budget', () => {
  it('is filled with every setting and seed, though a data set has fewer pairs with some', () => {
    assert.equal(study.state, 'STUDY_STATE_SUCCEEDED', study.statusMessage);
    assert.equal(study.progress!.doneCells, 8);
  });

  it('gives the word-based reference as many pairs as the students', async () => {
    const { cells, coverage } = await resultOf(evaluator, study.id);
    for (const cell of cells) assert.equal(cell.trainingPairs, 100, cell.id);
    const [covered] = coverage;
    // Clean, short enough and not held out, rather than all 40 and 400 lines.
    assert.ok(covered!.pairs > 100 && covered!.pairs < 440, String(covered!.pairs));
    assert.match(covered!.vocabulary.name, /^student\//);
    assert.ok(covered!.tokensPerWord >= 1);
  });
});

describe('a study whose evaluator is killed', () => {
  const restarted = async (environment: Readonly<Record<string, string>> = {}): Promise<Evaluator> => {
    const { port } = new URL(`http://${evaluator.address}`);
    await evaluator.kill();
    return system.start({ OPTICAL_GRPC_PORT: port, ...environment });
  };

  it('while the pairs are counted comes to the same numbers', async () => {
    let restarting: Promise<void> | undefined;
    const killed = await runStudy(
      () => evaluator,
      'budget-again',
      withTeacherOf(study),
      ({ progress }) => {
        if (!/counting|measuring/.test(progress?.activity ?? '')) return;
        restarting ??= restarted().then((next) => void (evaluator = next));
      },
    );
    await restarting;
    assert.ok(restarting, 'was killed');
    assert.deepEqual(outcomeOf(killed), outcomeOf(study));
  });

  it('between its place on the queue and its cells has them all the same', async () => {
    evaluator = await restarted({ OPTICAL_STUDIES_RUNNING: '0' });
    const waiting = await evaluator.client.createStudy({ requestId: 'no-cells', spec: withTeacherOf(study) });
    const { id, cells } = waiting.study!;
    await evaluator.kill();
    const database = openDatabase({ folder: path.join(system.home, 'evaluator', 'studies') });
    await database.run('delete from optical_studies.cells where study_id = $1', [id]);
    await database.close();
    evaluator = await system.start();
    const ended = await runStudy(() => evaluator, 'no-cells', withTeacherOf(study));
    assert.equal(ended.id, id);
    assert.deepEqual(
      ended.cells.map((cell) => [cell.id, cell.state]),
      cells.map((cell) => [cell.id, 'CELL_STATE_DONE']),
    );
  });
});
