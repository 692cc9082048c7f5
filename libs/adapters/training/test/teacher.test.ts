import assert from 'node:assert/strict';
import { test } from 'node:test';
import { temporaryFolder } from '@optical/testing';
import { planTraining, runTraining } from '../src/index.ts';
import type { TeacherTask, TrainingEvent } from '../src/index.ts';
import { specOf, tinyWorld } from './tiny-world.ts';

const tuning = { threads: 1 };

const task: TeacherTask = {
  kind: 'teacher',
  data: [{ dataset: 'questions', language: 'en', maxExamples: 0, weight: 0 }],
  initialWeights: {
    architecture: {
      vocabulary: 'english',
      layers: 1,
      hiddenSize: 16,
      attentionHeads: 2,
      intermediateSize: 32,
      dims: 8,
    },
  },
  freezePassages: false,
  queryTokens: 8,
  passageTokens: 24,
  hardNegatives: 0,
  temperature: 1,
  allowEvaluationData: false,
};

async function lossesOf(trained: TeacherTask, negatives = 0): Promise<number[]> {
  using folder = temporaryFolder();
  const { resources } = tinyWorld({ pairs: 160, negatives });
  const plan = await planTraining(specOf(trained, { schedule: { steps: 30 } }), resources);
  const losses: number[] = [];
  const onEvent = (event: TrainingEvent): void => {
    if (event.type === 'progress') losses.push(event.progress.loss);
  };
  const result = await runTraining(plan, { folder: folder.path, tuning, onEvent, progressSeconds: 0 });
  assert.equal(result.outcome, 'completed');
  assert.equal(result.best!.step, 30);
  return losses;
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;

const variants: readonly (readonly [what: string, trained: TeacherTask, negatives?: number])[] = [
  ['from an architecture', task],
  ['with hard negatives', { ...task, hardNegatives: 2 }, 2],
  [
    'from a model whose passages stay as they are',
    { ...task, initialWeights: { model: 'teacher' }, freezePassages: true },
  ],
];

for (const [what, trained, negatives] of variants) {
  test(`a teacher learns to find passages: ${what}`, async () => {
    const losses = await lossesOf(trained, negatives);
    assert.ok(mean(losses.slice(-5)) < 0.9 * mean(losses.slice(0, 5)), losses.join(' '));
  });
}

test('a new teacher has the architecture, lengths and vocabulary that were asked for', async () => {
  const { resources } = tinyWorld({ pairs: 60 });
  const plan = await planTraining(specOf(task), resources);
  const { architecture, maximumLength, lateInteraction } = plan.checkpointOf(new Map());
  assert.equal(architecture.projectionSize, 8);
  assert.equal(maximumLength, 24);
  assert.equal(lateInteraction!.queryLength, 8);
  assert.equal(lateInteraction!.documentLength, 24);
});

test('a question of an evaluation set is left out, whatever its passage', async () => {
  const { resources } = tinyWorld({ pairs: 60 });
  const [before] = (await planTraining(specOf(task), resources)).reports;
  const data = await resources.relevance('questions', 'en', { allowEvaluationData: true });
  const queries: string[] = [];
  for await (const { query } of data.read()) queries.push(query);
  const leaking = {
    ...resources,
    evaluationTexts: () => Promise.resolve([{ name: 'xquad.en question 1', text: queries[3]! }]),
  };
  const [report] = (await planTraining(specOf(task), leaking)).reports;
  const repeats = queries.filter((query) => query === queries[3]).length;
  assert.equal(report!.leaked, repeats);
  assert.equal(report!.training, before!.training - repeats);
});

test('refused: hard negatives of data without any, and passages of evaluation sets', async () => {
  const { resources, evaluationText } = tinyWorld({ pairs: 60 });
  await assert.rejects(planTraining(specOf({ ...task, hardNegatives: 1 }), resources), {
    kind: 'failed-precondition',
    message: /hard_negatives is 1, but the data have no negatives/,
  });
  const leaking = {
    ...resources,
    evaluationTexts: async () => {
      const data = await resources.relevance('questions', 'en', { allowEvaluationData: true });
      for await (const { positive } of data.read()) return [{ name: 'xquad.en paragraph 0.0', text: positive }];
      throw new Error(evaluationText);
    },
  };
  await assert.rejects(planTraining(specOf(task), leaking), {
    kind: 'failed-precondition',
    message: /questions contains the evaluation text xquad.en paragraph 0.0/,
  });
});
