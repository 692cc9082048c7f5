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
const values = Float32Array.from({ length: 32 }, (_, i) => (i % 4 === 0 ? i / 32 : 0));
const stored = createPassageVectors(arena, {
  dims: 4,
  tokenStarts: Uint32Array.from({ length: 9 }, (_, i) => i),
  vectors: { type: 'f32', values },
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

  it('has nothing when no time is left', () => {
    const hits = { passages: Uint32Array.of(2, 7), scores: Float32Array.of(3, 2) };
    const { passages, partial } = refineHits(exact, query, hits, { k: 2, expired: () => true });
    assert.deepEqual([[...passages], partial], [[], true]);
  });
});
