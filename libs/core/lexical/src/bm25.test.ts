import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { assertRejected } from '@optical/testing/assert-rejected';
import { scoreBm25 } from './bm25.ts';
import type { Bm25Settings } from './bm25.ts';
import { indexDocuments } from './lexical-index.ts';
import { ownTerms } from './structured-query.ts';
import type { StructuredQuery } from './structured-query.ts';

const fixture = JSON.parse(readFileSync(new URL('../fixtures/bm25.json', import.meta.url), 'utf8')) as {
  documents: string[][];
  queries: string[][];
  cases: { k1: number; b: number; scores: number[][] }[];
};

function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  assert.equal(actual.length, expected.length);
  for (let index = 0; index < actual.length; index++) {
    assert.ok(Math.abs(actual[index]! - expected[index]!) < 1e-8, `${actual[index]!}, expected ${expected[index]!}`);
  }
}

/** The definition, document by document and term by term. */
function naive(documents: string[][], query: StructuredQuery, { k1 = 1.2, b = 0.75 }: Bm25Settings = {}): number[] {
  const mean = documents.flat().length / documents.length;
  return documents.map((document) => {
    let score = 0;
    for (const translations of query) {
      let [tf, df] = [0, 0];
      for (const { term, probability } of translations) {
        tf += probability * document.filter((word) => word === term).length;
        df += probability * documents.filter((words) => words.includes(term)).length;
      }
      const idf = Math.log(1 + (documents.length - df + 0.5) / (df + 0.5));
      if (tf > 0) score += (idf * tf) / (tf + k1 * (1 - b + (b * document.length) / mean));
    }
    return score;
  });
}

const word = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const documents = fc.array(fc.array(word, { maxLength: 8 }), { minLength: 1, maxLength: 8 });
const translations = fc.uniqueArray(
  fc.record({ term: word, probability: fc.double({ min: 0.01, max: 1, noNaN: true }) }),
  { selector: ({ term }) => term, maxLength: 4 },
);
const settings = fc.record({
  k1: fc.double({ min: 0, max: 3, noNaN: true }),
  b: fc.double({ min: 0, max: 1, noNaN: true }),
});

describe('BM25', () => {
  it('gives the scores computed by hand', () => {
    const index = indexDocuments([['cat', 'cat', 'dog'], ['dog'], ['bird', 'fish']]);
    const scores = scoreBm25(index, ownTerms(['cat', 'dog']), { k1: 1, b: 0.5 });
    // The mean length is 2. cat is in one of three documents, dog in two.
    const [cat, dog] = [Math.log(1 + 2.5 / 1.5), Math.log(1 + 1.5 / 2.5)];
    assertClose(scores, [(cat * 2) / (2 + 1.25) + dog / (1 + 1.25), dog / (1 + 0.75), 0]);
  });

  it('equals bm25s in Lucene’s variant, repeated and unknown terms and an empty document among them', () => {
    const index = indexDocuments(fixture.documents);
    for (const { k1, b, scores } of fixture.cases) {
      for (const [place, query] of fixture.queries.entries()) {
        assertClose(scoreBm25(index, ownTerms(query), { k1, b }), scores[place]!);
      }
    }
  });

  it('equals the definition, with translations', () => {
    fc.assert(
      fc.property(documents, fc.array(translations, { maxLength: 4 }), settings, (texts, query, parameters) => {
        fc.pre(texts.some((text) => text.length > 0));
        assertClose(scoreBm25(indexDocuments(texts), query, parameters), naive(texts, query, parameters));
      }),
    );
  });

  it('is 0 everywhere in a collection of empty documents and for an empty query', () => {
    assert.deepEqual([...scoreBm25(indexDocuments([[], []]), ownTerms(['a']))], [0, 0]);
    assert.deepEqual([...scoreBm25(indexDocuments([['a']]), [])], [0]);
  });

  it('names what it refuses', async () => {
    const index = indexDocuments([['a']]);
    await assertRejected(() => indexDocuments([]), 'invalid-argument', 'documents');
    await assertRejected(() => scoreBm25(index, [], { k1: -1 }), 'invalid-argument', 'k1', '-1');
    await assertRejected(() => scoreBm25(index, [], { k1: Infinity }), 'invalid-argument', 'k1');
    await assertRejected(() => scoreBm25(index, [], { b: 1.5 }), 'invalid-argument', 'b', '1.5');
    const wrong = [[], [{ term: 'a', probability: 2 }]];
    await assertRejected(() => scoreBm25(index, wrong), 'invalid-argument', 'query[1]', '2 of "a"');
  });
});

describe('structured queries', () => {
  it('take the expected frequencies of a term that may mean two, computed by hand', () => {
    const index = indexDocuments([
      ['bank', 'bank'],
      ['bench', 'park'],
      ['tree', 'park'],
    ]);
    const query = [
      [
        { term: 'bank', probability: 0.75 },
        { term: 'bench', probability: 0.25 },
      ],
    ];
    // df = .75 + .25 = 1; all documents have the mean length.
    const idf = Math.log(1 + 2.5 / 1.5);
    assertClose(scoreBm25(index, query), [(idf * 1.5) / 2.7, (idf * 0.25) / 1.45, 0]);
  });

  it('treat synonyms of probability 1 as one term', () => {
    const synonyms = scoreBm25(indexDocuments([['a'], ['b'], ['x']]), [
      [
        { term: 'a', probability: 1 },
        { term: 'b', probability: 1 },
      ],
    ]);
    const merged = scoreBm25(indexDocuments([['c'], ['c'], ['x']]), ownTerms(['c']));
    assertClose(synonyms, merged);
  });
});
