import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryFolder } from '@optical/testing';
import type { WeightedObjective } from '@optical/distillation';
import { planTraining, runTraining } from '../src/index.ts';
import type { TrainingEvent } from '../src/index.ts';
import { specOf, studentTask, tinyWorld } from './tiny-world.ts';

const tuning = { threads: 1 };

const arms: readonly (readonly WeightedObjective[])[] = [
  [{ objective: 'greedy' }],
  [{ objective: 'contrastive' }],
  [
    {
      objective: 'ot-sinkhorn',
      transport: { studentMarginal: 'uniform-positions', teacherMarginal: 'uniform-positions' },
    },
  ],
  [
    {
      objective: 'ot-sinkhorn',
      transport: {
        studentMarginal: 'inverse-document-frequency',
        teacherMarginal: 'inverse-document-frequency',
      },
    },
    { objective: 'contrastive', weight: 0.3 },
  ],
];

for (const objectives of arms) {
  const name = objectives.map(({ objective }) => objective).join(' + ');
  test(`a student learns a synthetic language from bitext: ${name}`, async () => {
    using folder = temporaryFolder();
    const { resources } = tinyWorld();
    const plan = await planTraining(specOf({ ...studentTask, objectives }, { schedule: { steps: 24 } }), resources);
    const events: TrainingEvent[] = [];
    const result = await runTraining(plan, {
      folder: folder.path,
      tuning,
      onEvent: (event) => void events.push(event),
      progressSeconds: 0,
    });
    const validations = events.filter((event) => event.type === 'validation');
    assert.equal(result.outcome, 'completed');
    assert.equal(result.step, 24);
    assert.ok(result.best!.heldOutLoss! < 0.9 * validations[0]!.validation.loss, 'held-out loss falls');
    assert.equal(result.best!.heldOutLoss, Math.min(...validations.map(({ validation }) => validation.loss)));
    assert.deepEqual(
      events.flatMap((event) => (event.type === 'snapshot' ? [event.step] : [])),
      [0, 1, 5, 24],
    );
    const last = events.filter((event) => event.type === 'progress').at(-1)!.progress;
    assert.equal(last.examples, 24 * 8);
    assert.equal(last.objectiveLosses.length, objectives.length);
    assert.equal(last.etaSeconds, 0);
    assert.ok(last.time.training >= last.time.steps && last.tokensPerSecond > 0);
  });
}

test('a student of two languages starts from a checkpoint with the tokens of its texts', async () => {
  using folder = temporaryFolder();
  const { resources } = tinyWorld();
  const task = {
    ...studentTask,
    vocabulary: '',
    bitext: [
      { dataset: 'one', language: 'xx', maxPairs: 60, weight: 3 },
      { dataset: 'two', language: 'yy', maxPairs: 100, weight: 1 },
    ],
    initialization: { source: 'checkpoint', model: 'multilingual', trimVocabulary: true } as const,
  };
  const plan = await planTraining(specOf(task), resources);
  assert.deepEqual(
    plan.reports.map(({ language, training, heldOut }) => ({ language, training, heldOut })),
    [
      { language: 'xx', training: 60, heldOut: 6 },
      { language: 'yy', training: 100, heldOut: 8 },
    ],
  );
  const { checkpoint } = await resources.model('multilingual');
  assert.ok(plan.architecture.vocabularySize < checkpoint.architecture.vocabularySize);
  const { best } = await runTraining(plan, { folder: folder.path, tuning });
  assert.equal(best!.checkpoint.parameters.get('embeddings.word')!.shape[0], plan.architecture.vocabularySize);
});

test('without objectives the initialised student is the result', async () => {
  using folder = temporaryFolder();
  const { resources } = tinyWorld();
  const plan = await planTraining(specOf({ ...studentTask, objectives: [] }), resources);
  const events: TrainingEvent[] = [];
  const result = await runTraining(plan, { folder: folder.path, tuning, onEvent: (event) => void events.push(event) });
  const { checkpoint: teacher } = await resources.model('teacher');
  assert.equal(result.step, 0);
  assert.deepEqual(
    events.map(({ type }) => type),
    ['snapshot'],
  );
  const name = 'layer.0.attention.query.weight';
  assert.deepEqual(result.best!.checkpoint.parameters.get(name), teacher.parameters.get(name));
});

test("the teacher's vectors are computed once and kept for other trainings", async () => {
  using folder = temporaryFolder();
  const world = tinyWorld();
  const run = async (name: string) => {
    const plan = await planTraining(specOf(studentTask), world.resources);
    return runTraining(plan, { folder: `${folder.path}/${name}`, cacheFolder: `${folder.path}/cache`, tuning });
  };
  const first = await run('one');
  const taught = world.taughtTexts();
  const second = await run('two');
  assert.ok(taught > 0);
  assert.equal(world.taughtTexts(), taught);
  assert.deepEqual(second.best!.checkpoint.parameters, first.best!.checkpoint.parameters);
});

test('a profile tells what part of the steps is the transport solver', async () => {
  using folder = temporaryFolder();
  const plan = await planTraining(specOf(studentTask, { schedule: { steps: 2 } }), tinyWorld({ pairs: 60 }).resources);
  const events: TrainingEvent[] = [];
  const onEvent = (event: TrainingEvent): void => void events.push(event);
  await runTraining(plan, { folder: folder.path, tuning, measuredShares: new Map(), onEvent });
  const { time } = events.filter((event) => event.type === 'progress').at(-1)!.progress;
  assert.ok(time.solver! > 0 && time.optimizer! > 0);
  assert.ok(time.solver! + time.optimizer! < time.steps);
});
