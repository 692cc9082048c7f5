import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resumeTraining } from '@optical/checkpoints';
import { temporaryFolder } from '@optical/testing';
import { planTraining, runTraining } from '../src/index.ts';
import type { TrainingEvent, TrainingResources, TrainingResult, TrainingSpec } from '../src/index.ts';
import { specOf, studentTask, tinyWorld } from './tiny-world.ts';

const tuning = { threads: 1 };

async function train(
  spec: TrainingSpec,
): Promise<{ readonly result: TrainingResult; readonly events: TrainingEvent[] }> {
  using folder = temporaryFolder();
  const plan = await planTraining(spec, tinyWorld({ pairs: 120 }).resources);
  const events: TrainingEvent[] = [];
  const result = await runTraining(plan, { folder: folder.path, tuning, onEvent: (event) => void events.push(event) });
  return { result, events };
}

test('an alarm marks the training, which goes on', async () => {
  const alarms = [{ kind: 'mean-cosine', threshold: -1 }] as const;
  const { result, events } = await train(specOf(studentTask, { alarms, schedule: { steps: 4 } }));
  const raised = events.filter((event) => event.type === 'alarm');
  assert.equal(result.outcome, 'completed');
  assert.equal(result.step, 4);
  assert.deepEqual(raised.map(({ alarm: { kind, action, step } }) => ({ kind, action, step })).slice(0, 1), [
    { kind: 'mean-cosine', action: 'mark', step: 0 },
  ]);
});

test('an alarm that may stop it ends the training with the best state until then', async () => {
  const alarms = [{ kind: 'effective-rank', action: 'stop', threshold: 1000 }] as const;
  const checkpoints = { snapshotSteps: [0, 2, 8] };
  const { result, events } = await train(specOf(studentTask, { alarms, checkpoints, schedule: { steps: 8 } }));
  assert.equal(result.outcome, 'stopped');
  assert.match(result.reason!, /^effective-rank was \d+/);
  assert.equal(result.step, 0);
  assert.equal(result.best!.step, 0);
  assert.equal(events.filter(({ type }) => type === 'snapshot').length, 1);
});

test('numbers that are not finite stop it, and are in no checkpoint', async () => {
  using folder = temporaryFolder();
  const { resources } = tinyWorld({ pairs: 120 });
  const openTeacher: TrainingResources['openTeacher'] = async (model) => {
    const teacher = await resources.openTeacher(model);
    let calls = 0;
    return {
      ...teacher,
      encode: async (request) => {
        const vectors = await teacher.encode(request);
        return calls++ < 1 ? vectors : vectors.map((texts) => texts.fill(NaN));
      },
    };
  };
  // The teacher's first call is of eight batches.
  const spec = specOf({ ...studentTask, heldOutPairs: 0 }, { checkpoints: { everySteps: 1 }, schedule: { steps: 16 } });
  const plan = await planTraining(spec, { ...resources, openTeacher });
  const alarms: string[] = [];
  const result = await runTraining(plan, {
    folder: folder.path,
    tuning,
    onEvent: (event) => {
      if (event.type === 'alarm') alarms.push(event.alarm.kind);
    },
  });
  assert.equal(result.outcome, 'stopped');
  assert.match(result.reason!, /^non-finite/);
  assert.ok(alarms.includes('non-finite'));
  assert.equal(result.best, undefined);
  const { checkpoint } = await resumeTraining(`${folder.path}/checkpoints`);
  assert.equal(checkpoint!.state.step, 8);
});

test('it ends early when the held-out loss falls no further', async () => {
  const { result } = await train(
    specOf(studentTask, {
      optimizer: { learningRate: 1e-12 },
      schedule: { steps: 40, patience: 2 },
      checkpoints: { heldOutEverySteps: 2, snapshots: 0 },
    }),
  );
  assert.equal(result.outcome, 'completed');
  assert.match(result.reason!, /no lower held-out loss in 2 measurements/);
  assert.ok(result.step < 40);
});

test('it ends at the limit of training seconds with what it has', async () => {
  const { result } = await train(
    specOf(studentTask, { schedule: { steps: 100_000, maxSeconds: 0.2 }, checkpoints: { snapshots: 0 } }),
  );
  assert.equal(result.outcome, 'completed');
  assert.match(result.reason!, /limit of 0.2 training seconds/);
  assert.ok(result.step > 0 && result.step < 100_000);
  assert.ok(result.best!.heldOutLoss !== undefined);
});
