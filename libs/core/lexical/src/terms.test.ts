import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { termsOf, wordSegment } from './terms.ts';

describe('terms', () => {
  it('are words in lower case without punctuation, repetitions included', () => {
    const terms = termsOf('The cat, the “CAT”; 3.5 % of 1,200 isn’t!', wordSegment('en'));
    assert.deepEqual(terms, ['the', 'cat', 'the', 'cat', '3.5', 'of', '1,200', 'isn’t']);
  });

  it('are equal for texts that differ in their composition or width only', () => {
    const segment = wordSegment('es');
    assert.deepEqual(termsOf('Año ２０', segment), ['año', '20']);
    assert.deepEqual(termsOf('An\u0303o', segment), termsOf('A\u00f1o', segment));
  });

  it('are found in Thai and Chinese, which write no spaces', () => {
    assert.deepEqual(termsOf('ฉันกินข้าว', wordSegment('th')), ['ฉัน', 'กิน', 'ข้าว']);
    assert.deepEqual(termsOf('我爱北京。', wordSegment('zh')), ['我', '爱', '北京']);
  });

  it('keep the vowel signs of Hindi with their letters', () => {
    assert.deepEqual(termsOf('हिन्दी में क्या?', wordSegment('hi')), ['हिन्दी', 'में', 'क्या']);
  });

  it('come from whatever segments', () => {
    assert.deepEqual(
      termsOf('a-b c', (text) => text.split(' ')),
      ['a-b', 'c'],
    );
    assert.deepEqual(termsOf('…', wordSegment('en')), []);
  });
});
