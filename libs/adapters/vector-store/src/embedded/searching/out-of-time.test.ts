import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  Arena,
  createKernelMemory,
  createTokenIndex,
  encodeTokens,
  loadKernels,
  Searcher,
  tokenCodec,
  trainCentroids,
} from '@optical/scoring';
import { vectors as directions } from '../../../test/support/passages.ts';
import { FreshPassages } from '../memory/fresh-passages.ts';
import type { Eligible } from './eligible-passages.ts';
import type { Scoring } from './readable-collection.ts';
import { refineHits } from './refine-hits.ts';
import { scoreExactly } from './score-exactly.ts';
import { scoreFresh } from './score-fresh.ts';
import { scoreIndexed } from './score-indexed.ts';
import type { SearchRequest } from './search-request.ts';
import type { VectorScorer } from './vector-scorer.ts';

const count = 200;
const rows = Float64Array.from({ length: count }, (_, row) => row);
const eligible: Eligible = {
  count,
  slots: undefined,
  indexed: count,
  indexedTokens: count,
  freshRows: undefined,
};
/** The score of a passage is its number. */
const vectors: VectorScorer = { at: (pointer) => pointer, ofSlot: (_, slot) => slot, of: () => NaN };
const isOver = () => true;

/** Passages of one token each, as codes. */
function coded(): Scoring {
  const memory = createKernelMemory(2 ** 26);
  const kernels = loadKernels(memory);
  const arena = new Arena(memory);
  const { dims, data } = directions(count, 1);
  const tokens = new Float32Array(data.buffer);
  const centroids = trainCentroids(kernels, arena, { vectors: tokens, dims, centroids: 8, iterations: 2, seed: 1 });
  const codec = tokenCodec(centroids, dims, 2, 1);
  const tokenStarts = Uint32Array.from({ length: count + 1 }, (_, token) => token);
  const codes = encodeTokens(kernels, arena, codec, tokens);
  const index = createTokenIndex(kernels, arena, { codec, tokenStarts, ...codes });
  const searcher = new Searcher(kernels, arena, index);
  return { view: { indexed: { rows, index, centroids: 8 } }, searcher } as unknown as Scoring;
}

describe('scoring for which no time is left', () => {
  it('still has hits of the index, and says that they are not all', () => {
    const scoring = { view: { indexed: { rows, index: {} } } } as unknown as Scoring;
    const { scored, partial, candidates, reranked } = scoreExactly(
      scoring,
      eligible,
      () => rows as never,
      vectors,
      isOver,
    );
    assert.deepEqual([scored.length, partial, candidates, reranked], [16, true, count, 16]);
  });

  it('still has hits of candidates that it has no time to compare', () => {
    const settings = { probes: 8, interactions: 180, exactTokens: 1 };
    const request = { k: 10, candidateBudget: 150, candidates: settings } as SearchRequest;
    const query = new Float32Array(directions(2, 7).data.buffer);
    const byCodes = { ...vectors, ofSlot: undefined };
    const stages: unknown[] = [];
    const expired = (stage: unknown) => stages.push(stage) > 0;
    const { scored, ...found } = scoreIndexed(coded(), query, eligible, request, byCodes, expired);
    assert.equal(scored.length, 64);
    assert.deepEqual(found, { candidates: 150, reranked: 64, partial: true });
    assert.deepEqual(stages, ['compare', 'score']);
  });

  it('still has hits among passages that the index does not cover', () => {
    const fresh = new FreshPassages();
    for (const row of rows) fresh.append({ row, born: 1, died: Infinity, pointer: row, tokens: 1 });
    const { scored, partial, candidates } = scoreFresh(fresh, vectors, eligible, 1, isOver);
    assert.deepEqual([scored.length, partial, candidates], [64, true, count]);
  });

  it('still has the first hits of token codes, by their vectors', () => {
    const { scored, partial } = refineHits(rows, (row) => ({ row, score: row }), isOver);
    assert.deepEqual([scored.length, partial], [16, true]);
  });

  it('is whole when it was little', () => {
    const { scored, partial } = refineHits(rows.subarray(0, 10), (row) => ({ row, score: row }), isOver);
    assert.deepEqual([scored.length, partial], [10, false]);
  });
});
