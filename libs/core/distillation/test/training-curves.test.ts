import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TrainingGraph } from '@optical/graph';
import { buildDistillationStep, buildTeacherStep } from '../src/index.ts';
import type { DistillationStepOptions, Feeds } from '../src/index.ts';
import { fixture, pairFeeds, retrievalFeeds, retrievalShape, shape } from './support/fixture.ts';
import type { Curve, Distilled } from './support/fixture.ts';
import { readTinyBert, tinyBert } from './support/tiny-bert.ts';
import { curve, initialState, train } from './support/trainer.ts';

const steps = 20;
const settings = { optimizer: { learningRate: 1e-3 }, schedule: { steps } };
const parameters = readTinyBert();

function distillation({ objectives }: Distilled, options: Partial<DistillationStepOptions> = {}): TrainingGraph {
  return buildDistillationStep({ student: tinyBert, objectives, shape, ...settings, ...options });
}

async function assertCurve(graph: TrainingGraph, batches: readonly Feeds[], expected: Curve): Promise<void> {
  const run = await train(graph, initialState(graph, parameters), batches);
  const losses = largestDifference(curve(run, 'loss'), expected.losses);
  const norms = largestDifference(curve(run, 'gradientNorm'), expected.gradientNorms);
  assert.ok(losses < 1e-4, `the losses differ by ${losses}`);
  assert.ok(norms < 1e-3, `the gradient norms differ by ${norms}`);
}

function largestDifference(actual: readonly number[], expected: readonly number[]): number {
  assert.equal(actual.length, expected.length);
  return Math.max(...expected.map((wanted, step) => Math.abs(actual[step]! - wanted)));
}

describe('20 AdamW steps', () => {
  for (const [title, expected] of Object.entries(fixture.distillation)) {
    it(`of ${title} have the losses and gradient norms of PyTorch`, async () => {
      const graph = distillation(expected);
      await assertCurve(graph, pairFeeds(graph, steps), expected);
    });
  }

  it('in two parts each have those of PyTorch', async () => {
    const graph = distillation(fixture.accumulated, { accumulation: 2 });
    await assertCurve(graph, pairFeeds(graph, steps), fixture.accumulated);
  });

  it('whose moments of rows decay when they are read have those of PyTorch', async () => {
    const [expected] = Object.values(fixture.distillation);
    const graph = distillation(expected!, { execution: { rowSparseEmbeddings: 'moments' } });
    await assertCurve(graph, pairFeeds(graph, steps), expected!);
  });

  it('with row-sparse embeddings have those of lazy AdamW', async () => {
    const graph = distillation(fixture.lazy, { execution: { rowSparseEmbeddings: true } });
    await assertCurve(graph, pairFeeds(graph, steps), fixture.lazy);
  });

  it('of a teacher with hard negatives have those of PyTorch', async () => {
    const graph = buildTeacherStep({ encoder: tinyBert, shape: retrievalShape, temperature: 0.5, ...settings });
    await assertCurve(graph, retrievalFeeds(graph, steps), fixture.teacher);
  });
});
