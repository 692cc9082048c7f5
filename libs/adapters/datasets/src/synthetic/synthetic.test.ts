import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { englishSentences, SyntheticLanguage } from '../index.ts';

const sentence = fc.string({ unit: fc.constantFrom(...Array.from('abcxyz  AB.,7é')), minLength: 1, maxLength: 60 });
const exactOrder = { fertility: [0, 1], window: 0, overlap: 0, noise: 0 };

describe('SyntheticLanguage', () => {
  it('aligns every foreign token to one English token, and all of a word next to each other, without noise', () => {
    fc.assert(
      fc.property(sentence, fc.integer(), fc.nat(5), (text, seed, window) => {
        const language = new SyntheticLanguage({ seed, window, fertility: [0.2, 0.4, 0.2, 0.2] });
        const { alignment, englishTokens, foreignTokens, foreign } = language.translate(text);
        assert.deepEqual(
          alignment.map(([, foreignIndex]) => foreignIndex),
          foreignTokens.map((_, index) => index),
        );
        assert.deepEqual(foreign === '' ? [] : foreign.split(' '), foreignTokens);
        assert.equal(foreignTokens.length === 0, englishTokens.length === 0);
        const order = alignment.map(([index]) => index).filter((index, at, all) => index !== all[at - 1]);
        assert.equal(new Set(order).size, order.length);
        assert.ok(order.every((index) => index < englishTokens.length));
      }),
    );
  });

  it('moves no word further than the window', () => {
    fc.assert(
      fc.property(sentence, fc.integer(), fc.nat(4), (text, seed, window) => {
        const { alignment } = new SyntheticLanguage({ seed, window, fertility: [0, 1], overlap: 0 }).translate(text);
        assert.ok(alignment.every(([english, foreign]) => Math.abs(english - foreign) <= window));
      }),
    );
  });

  it('is a function of the options and the sentence', () => {
    const [text] = englishSentences(1, 1) as [string];
    assert.deepEqual(
      new SyntheticLanguage({ seed: 1 }).translate(text),
      new SyntheticLanguage({ seed: 1 }).translate(text),
    );
    assert.notEqual(
      new SyntheticLanguage({ seed: 1 }).translate(text).foreign,
      new SyntheticLanguage({ seed: 2 }).translate(text).foreign,
    );
  });

  it('gives different words different translations and keeps numbers and punctuation', () => {
    const language = new SyntheticLanguage({ seed: 3, ...exactOrder });
    const words = fc.string({ unit: fc.constantFrom(...Array.from('abcdefghijklmnopqrstuvwxyz')), minLength: 1 });
    fc.assert(
      fc.property(words, words, (a, b) => {
        assert.equal(language.translate(a).foreign === language.translate(b).foreign, a === b);
        assert.notEqual(language.translate(a).foreign, a);
      }),
    );
    assert.deepEqual(language.translate('42 .').foreignTokens, ['42', '.']);
  });

  it('has the fertility and the overlap of its options', () => {
    const words = Array.from({ length: 2_000 }, (_, index) =>
      Array.from(String(index), (digit) => 'abcdefghij'[Number(digit)]!).join(''),
    );
    const fertile = new SyntheticLanguage({ seed: 4, fertility: [0, 0.5, 0.5], overlap: 0 });
    const tokens = words.reduce((total, word) => total + fertile.translate(word).foreignTokens.length, 0);
    // Three standard deviations of the mean of 2,000 fair draws of 1 or 2 are 0.034.
    assert.ok(Math.abs(tokens / 2_000 - 1.5) < 0.034, String(tokens / 2_000));
    const overlapping = new SyntheticLanguage({ seed: 4, fertility: [0, 1], overlap: 0.3 });
    const kept = words.filter((word) => overlapping.translate(word).foreign === word).length;
    assert.ok(Math.abs(kept / 2_000 - 0.3) < 0.031, String(kept / 2_000));
  });

  it('leaves replaced tokens out of the alignment, in the share of the noise', () => {
    const noisy = new SyntheticLanguage({ seed: 5, ...exactOrder, noise: 0.25 });
    const clean = new SyntheticLanguage({ seed: 5, ...exactOrder });
    let aligned = 0;
    let total = 0;
    for (const text of englishSentences(200, 5)) {
      const { alignment, foreignTokens } = noisy.translate(text);
      const expected = clean.translate(text).foreignTokens;
      for (const [english, foreign] of alignment) assert.equal(foreignTokens[foreign], expected[english]);
      aligned += alignment.length;
      total += foreignTokens.length;
    }
    // About 2,500 tokens: three standard deviations of the share are 0.026.
    assert.ok(Math.abs(aligned / total - 0.75) < 0.026, String(aligned / total));
  });

  it('refuses options out of range by name', () => {
    for (const [options, field] of [
      [{ fertility: [0.5] }, 'fertility'],
      [{ window: -1 }, 'window'],
      [{ overlap: 2 }, 'overlap'],
      [{ noise: Number.NaN }, 'noise'],
    ] as const) {
      assert.throws(() => new SyntheticLanguage({ seed: 1, ...options }), {
        kind: 'invalid-argument',
        message: new RegExp(`^${field}: `),
      });
    }
  });
});

describe('englishSentences', () => {
  it('gives the same sentences again, and a longer list starts with the shorter one', () => {
    assert.deepEqual(englishSentences(50, 1).slice(0, 20), englishSentences(20, 1));
    assert.ok(new Set(englishSentences(200, 1)).size > 195);
  });
});
