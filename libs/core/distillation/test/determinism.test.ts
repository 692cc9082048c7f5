import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildDistillationStep } from '../src/index.ts';
import type { DistillationStepOptions, WeightedObjective } from '../src/index.ts';
import { pairFeeds, shape } from './support/fixture.ts';
import { readTinyBert, tinyBert } from './support/tiny-bert.ts';
import { initialState, train } from './support/trainer.ts';
import type { State, Step } from './support/trainer.ts';

const steps = 6;
const threads = 2;
const parameters = readTinyBert();
const objectives: readonly WeightedObjective[] = [
  { objective: 'ot-sinkhorn', transport: { studentMarginal: 'inverse-document-frequency', iterations: 10 } },
  { objective: 'assignment' },
  { objective: 'contrastive', weight: 0.3 },
];

function stepWith(options: Partial<DistillationStepOptions> = {}) {
  return buildDistillationStep({
    student: tinyBert,
    objectives,
    shape,
    optimizer: { learningRate: 1e-3, dropout: 0.1 },
    schedule: { steps },
    ...options,
  });
}

async function run(options: Partial<DistillationStepOptions> = {}): Promise<Step[]> {
  const graph = stepWith(options);
  return train(graph, initialState(graph, parameters), pairFeeds(graph, steps), threads);
}

function bitsOf(state: State): Record<string, string> {
  return Object.fromEntries(
    Object.entries(state).map(([name, { data }]) => {
      const { buffer, byteOffset, byteLength } = data as Float32Array;
      return [name, Buffer.from(buffer, byteOffset, byteLength).toString('base64')];
    }),
  );
}

describe('training with dropout', () => {
  for (const rowSparseEmbeddings of [false, true, 'moments'] as const) {
    const kind = { false: 'dense', true: 'row-sparse', moments: 'with moments by rows' }[`${rowSparseEmbeddings}`];

    it(`is bit-equal in two runs, embeddings ${kind}`, async () => {
      const [first, second] = [
        await run({ execution: { rowSparseEmbeddings } }),
        await run({ execution: { rowSparseEmbeddings } }),
      ];
      assert.deepEqual(
        second.map(({ metrics }) => metrics),
        first.map(({ metrics }) => metrics),
      );
      assert.deepEqual(bitsOf(second.at(-1)!.state), bitsOf(first.at(-1)!.state));
    });

    it(`continues from any step bit for bit, embeddings ${kind}`, async () => {
      const graph = stepWith({ execution: { rowSparseEmbeddings } });
      const batches = pairFeeds(graph, steps);
      const whole = await train(graph, initialState(graph, parameters), batches, threads);
      for (const done of [1, 4]) {
        const resumed = await train(graph, whole[done - 1]!.state, batches.slice(done), threads);
        assert.deepEqual(bitsOf(resumed.at(-1)!.state), bitsOf(whole.at(-1)!.state));
      }
    });
  }

  it('is another one with another seed', async () => {
    const [first, second] = [await run({ seed: 1 }), await run({ seed: 2 })];
    assert.notDeepEqual(second.at(-1)!.metrics.loss, first.at(-1)!.metrics.loss);
  });
});
