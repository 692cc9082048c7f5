import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  Arena,
  createKernelMemory,
  createPassageVectors,
  ExactSearcher,
  loadKernels,
  refineHits,
} from '../src/index.ts';

const memory = createKernelMemory(2 ** 20);
const arena = new Arena(memory);
// One token each: passage i scores i / 8 for the query.
const count = 100;
const stored = createPassageVectors(arena, {
  dims: 4,
  tokenStarts: Uint32Array.from({ length: count + 1 }, (_, i) => i),
  vectors: { type: 'f32', values: Float32Array.from({ length: count * 4 }, (_, i) => (i % 4 === 0 ? i / 32 : 0)) },
});
const exact = new ExactSearcher(loadKernels(memory), arena, stored);
const query = Float32Array.of(1, 0, 0, 0);

describe('refineHits', () => {
  it('orders hits by the scores of their vectors, whatever their codes said', () => {
    const hits = { passages: Uint32Array.of(2, 7, 5), scores: Float32Array.of(3, 2, 1) };
    const { passages, scores, partial } = refineHits(exact, query, hits, { k: 2 });
    assert.deepEqual([...passages], [7, 5]);
    assert.deepEqual([...scores], [0.875, 0.625]);
    assert.equal(partial, false);
  });

  it('has the best of the first 64 when no time is left', () => {
    const hits = { passages: Uint32Array.from({ length: count }, (_, i) => i), scores: new Float32Array(count) };
    const { passages, partial } = refineHits(exact, query, hits, { k: 2, expired: () => true });
    assert.deepEqual([[...passages], partial], [[63, 62], true]);
  });
});
