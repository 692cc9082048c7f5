import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { languageBias } from './language-bias.ts';

const judgments = ['q', 'p'].flatMap((queryId) =>
  ['en', 'hi', 'th'].map((language) => ({ queryId, documentId: `${queryId}/${language}`, relevance: 1 })),
);
const rankingOf = (queryId: string, documentIds: string[]) => {
  return { queryId, documentIds, scores: documentIds.map((_, index) => -index) };
};
const languageOf = (id: string) => id.slice(-2);

describe('language bias', () => {
  it('is the mean distance between the ranks of parallel answers, as computed by hand', () => {
    const rankings = [rankingOf('q', ['q/en', 'x', 'q/hi', 'y']), rankingOf('p', ['p/en', 'p/th', 'p/hi'])];
    const bias = languageBias({ name: 'test', rankings }, judgments, languageOf);
    // Ranks 1, 3 and, not retrieved, 5; then 1, 3 and 2.
    assert.equal(bias.rankDistance, ((2 + 4 + 2) / 3 + (2 + 1 + 1) / 3) / 2);
    assert.deepEqual(
      bias.offsets,
      new Map([
        ['en', -1.5],
        ['hi', 0.5],
        ['th', 1],
      ]),
    );
    assert.equal(bias.queries, 2);
    assert.deepEqual([bias.depth, bias.missing], [4, 1]);
  });

  it('is a lower bound, and says so, where rankings were cut off', () => {
    const pool = ['q/en', ...Array.from({ length: 10 }, (_, index) => `x${index}`), 'q/hi', 'y', 'q/th'];
    const biasOf = (depth: number) => {
      return languageBias({ name: 'test', rankings: [rankingOf('q', pool.slice(0, depth))] }, judgments, languageOf);
    };
    const distances = [1, 5, 12, pool.length].map((depth) => biasOf(depth).rankDistance);
    assert.ok(distances.every((distance, index) => index === 0 || distance > distances[index - 1]!));
    assert.deepEqual(
      [1, 5, 12, pool.length].map((depth) => biasOf(depth).missing),
      [2, 2, 1, 0],
    );
  });

  it('leaves out queries that say nothing', () => {
    const run = { name: 'test', rankings: [rankingOf('q', ['x'])] };
    const bias = languageBias(run, [...judgments, { queryId: 'one', documentId: 'en', relevance: 1 }], languageOf);
    assert.equal(bias.queries, 0);
    assert.ok(Number.isNaN(bias.rankDistance));
  });
});
