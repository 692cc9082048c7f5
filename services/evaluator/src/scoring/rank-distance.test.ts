import assert from 'node:assert/strict';
import { it } from 'node:test';
import { keepBest, rankDistanceOf, rankedDepth } from './rank-distance.ts';
import type { TrackData } from '../tracks/track-data.ts';

const pool = ['en:1', 'x', 'y', 'hi:1', 'z', 'th:1'];
const run = (depth: number) => ({
  name: 'run',
  rankings: [
    { queryId: 'q', documentIds: pool.slice(0, depth), scores: pool.slice(0, depth).map((_, place) => -place) },
  ],
});
const judgments = ['en:1', 'hi:1', 'th:1'].map((documentId) => ({ queryId: 'q', documentId, relevance: 1 }));
const languageOf = (id: string) => id.split(':')[0]!;

it('measures the distance of all answers in the whole pool, and says how deep a ranking is that lacks one', async () => {
  // Ranks 1, 4 and 6.
  assert.deepEqual(await rankDistanceOf(run(6), judgments, languageOf), { mean: (3 + 5 + 2) / 3 });
  assert.deepEqual(await rankDistanceOf(run(2), judgments, languageOf), { mean: (2 + 2 + 0) / 3, depth: 2 });
  assert.equal(await rankDistanceOf(run(6), judgments.slice(0, 1), languageOf), null);
});

it('ranks the whole pool where rank distance is asked for, and keeps the best results', () => {
  const track = (kind: string) => ({ name: { kind }, passages: pool }) as unknown as TrackData;
  const metrics = [{ kind: 'ndcg', cutoff: 3 } as const, { kind: 'rank-distance', cutoff: 0 } as const];
  assert.equal(rankedDepth(track('pooled'), metrics, 3), 6);
  assert.equal(rankedDepth(track('pooled'), metrics.slice(0, 1), 3), 3);
  assert.equal(rankedDepth(track('known-item'), metrics, 3), 3);
  assert.deepEqual(keepBest(run(6), 2), run(2));
});
