import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { assertRejected } from '@optical/testing/assert-rejected';
import { scoreBm25 } from './bm25.ts';
import { indexDocuments } from './lexical-index.ts';
import { translatedTerms } from './structured-query.ts';
import { trainLexicon } from './translation-lexicon.ts';

const english = [
  ['the', 'house'],
  ['the', 'book'],
  ['a', 'book'],
];
const foreign = [
  ['das', 'haus'],
  ['das', 'buch'],
  ['ein', 'buch'],
];

describe('a translation lexicon', () => {
  it('learns the words of the classical example', () => {
    const lexicon = trainLexicon({ english, foreign }, { iterations: 40 });
    for (const [word, translation] of Object.entries({ haus: 'house', buch: 'book', das: 'the' })) {
      const best = lexicon.get(word)!.toSorted((a, b) => b.probability - a.probability)[0]!;
      assert.equal(best.term, translation);
      assert.ok(best.probability > 0.9, `${word}: ${best.probability}`);
    }
  });

  it('gives every term translations above the threshold that sum to 1', () => {
    const word = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const pair = fc.tuple(fc.array(word, { maxLength: 5 }), fc.array(word, { maxLength: 5 }));
    const threshold = fc.double({ min: 0, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 8 }), threshold, (pairs, limit) => {
        const bitext = { english: pairs.map(([text]) => text), foreign: pairs.map(([, text]) => text) };
        for (const translations of trainLexicon(bitext, { iterations: 2, threshold: limit }).values()) {
          const sum = translations.reduce((total, { probability }) => total + probability, 0);
          assert.ok(Math.abs(sum - 1) < 1e-9);
          assert.ok(translations.every(({ probability }) => probability > limit));
        }
      }),
    );
  });

  it('finds documents in another language, and names that it does not know as they are', () => {
    const lexicon = trainLexicon({ english, foreign }, { iterations: 10 });
    const index = indexDocuments([['the', 'house'], ['a', 'book'], ['obama']]);
    const scores = (terms: string[]) => [
      ...scoreBm25(
        index,
        translatedTerms(terms, (term) => lexicon.get(term)),
      ),
    ];
    assert.equal(scores(['haus']).indexOf(Math.max(...scores(['haus']))), 0);
    assert.equal(scores(['buch']).indexOf(Math.max(...scores(['buch']))), 1);
    assert.ok(scores(['obama'])[2]! > 0 && scores(['obama'])[0] === 0);
  });

  it('names what it refuses', async () => {
    await assertRejected(() => trainLexicon({ english, foreign: [] }), 'invalid-argument', 'foreign', '0 sequences');
    await assertRejected(
      () => trainLexicon({ english, foreign }, { threshold: 1 }),
      'invalid-argument',
      'threshold',
      '1',
    );
    await assertRejected(() => trainLexicon({ english, foreign }, { iterations: 0 }), 'invalid-argument', 'iterations');
  });
});
