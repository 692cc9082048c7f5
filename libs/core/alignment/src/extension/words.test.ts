import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addedTokens } from './extend-vocabulary.ts';
import { formAffinity } from './form-affinity.ts';
import { piecesOf } from './word-pieces.ts';
import { wordBitext } from './word-bitext.ts';
import { cutUnspaced, isUnspaced, wordsOf } from './words.ts';

const uncased = { lowercase: true, stripLatinMarks: true };

describe('words of a text', () => {
  it('lose case and Latin accents, and keep the marks of other scripts', () => {
    assert.deepEqual(wordsOf('Élodie à Đà Nẵng', uncased), ['elodie', 'a', 'đa', 'nang']);
    assert.deepEqual(wordsOf('हिन्दी', uncased), ['हिन्दी']);
    assert.deepEqual(wordsOf('Élodie', { lowercase: false, stripLatinMarks: false }), ['Élodie']);
  });

  it('end at spaces and signs, each of which is a word', () => {
    assert.deepEqual(wordsOf("It's 3.5 km/h — ok?\n", uncased), "it ' s 3 . 5 km / h — ok ?".split(' '));
    assert.deepEqual(wordsOf('a\u0000b\u200bc\td', uncased), ['abc', 'd']);
    assert.deepEqual(wordsOf(' ', uncased), []);
  });

  it('are runs where a script writes no spaces, which known forms cut from the left', () => {
    assert.ok(isUnspaced('ประเทศไทย') && isUnspaced('中国') && isUnspaced('データ'));
    assert.ok(!isUnspaced('abc') && !isUnspaced('2024') && !isUnspaced('हिन्दी'));
    const forms = new Set(['中国', '中', '人民']);
    assert.deepEqual(
      cutUnspaced('中国人民大', (part) => forms.has(part)),
      ['中国', '人民', '大'],
    );
  });

  it('are the same in both languages when half of their occurrences have them beside each other', () => {
    const { foreignWords, isSame, englishWords, english, foreign } = wordBitext([
      { english: ['kenya', 'is', 'at'], foreign: ['kenya', 'at'] },
      { english: ['home'], foreign: ['at', 'at'] },
    ]);
    assert.deepEqual(foreignWords, ['kenya', 'at']);
    assert.deepEqual(isSame, [true, false]);
    assert.deepEqual(englishWords, ['kenya', 'is', 'at', 'home']);
    assert.deepEqual(
      [[...english.ids], [...foreign.ids]],
      [
        [0, 1, 2, 3],
        [0, 1, 1, 1],
      ],
    );
  });
});

describe('an extended vocabulary', () => {
  const ids = new Map(['[UNK]', 'kenya', 'mo', '##ga', '##di', 'na'].map((token, id) => [token, id]));
  const teacher = { ids, prefix: '##' };

  it('has the foreign words and pieces of letters that the teacher has not, and leaves names to the teacher', () => {
    const foreignWords = ['kenya', 'na', 'mogadi', 'watu', '12', 'mtu'];
    const words = { foreignWords, counts: [5, 9, 1, 3, 4, 2], isSame: [true, false, true, false, false, false] };
    const pieces = [
      { text: 'wa', beginsWord: true },
      { text: 'tu', beginsWord: false },
      { text: 'x', beginsWord: true },
      { text: '7', beginsWord: false },
      { text: 'ก', beginsWord: false },
      { text: 'ga', beginsWord: false },
    ];
    const ofPieces = ['wa', '##tu', 'ก', '##ก'];
    assert.deepEqual(addedTokens(teacher, words, pieces), ['watu', 'mtu', ...ofPieces]);
    assert.deepEqual(addedTokens(teacher, words, pieces, 2), ['watu', ...ofPieces]);
  });

  it('lets words of scripts without spaces continue words, too', () => {
    const words = { foreignWords: ['ไทย'], counts: [1], isSame: [false] };
    assert.deepEqual(addedTokens(teacher, words, []), ['ไทย', '##ไทย']);
  });

  it('cuts words into the longest pieces from the left, or not at all', () => {
    assert.deepEqual(piecesOf('mogadi', teacher), [2, 3, 4]);
    assert.deepEqual(piecesOf('kenya', teacher), [1]);
    assert.equal(piecesOf('kenya', teacher, 4), undefined);
    assert.equal(piecesOf('moga!', teacher), undefined);
  });
});

describe('the likeness of forms', () => {
  it('is one for equal words, the Dice coefficient less .4 for cognates, and zero for the rest', () => {
    const affinity = formAffinity(['nacional', 'de', 'casa', '1987'], ['national', 'de', 'house', '1986', 'case']);
    // ^n na ac ci io on na al l$ and ^n na at ti io on na al l$, of which na counts once: 6 of 8 and 8.
    assert.ok(Math.abs(affinity(0, 0) - (12 / 16 - 0.4)) < 1e-12);
    assert.equal(affinity(1, 1), 1);
    assert.equal(affinity(2, 2), 0);
    assert.equal(affinity(3, 3), 0);
    // ^c ca as sa a$ and ^c ca as se e$: 3 of 5 and 5.
    assert.ok(Math.abs(affinity(2, 4) - 0.2) < 1e-12);
  });
});
