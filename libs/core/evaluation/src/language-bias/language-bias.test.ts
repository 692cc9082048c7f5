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
  });

  it('leaves out queries that say nothing', () => {
    const run = { name: 'test', rankings: [rankingOf('q', ['x'])] };
    const bias = languageBias(run, [...judgments, { queryId: 'one', documentId: 'en', relevance: 1 }], languageOf);
    assert.equal(bias.queries, 0);
    assert.ok(Number.isNaN(bias.rankDistance));
  });
});
