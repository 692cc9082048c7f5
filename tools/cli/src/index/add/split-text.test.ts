import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { afterPiece, pieceAt } from './split-text.ts';
import type { Span } from './split-text.ts';

const wordsOf = (text: string): Span[] =>
  [...text.matchAll(/\S+/g)].map(({ index, 0: word }) => ({ start: index, end: index + word.length }));

/** Cuts a text whose tokens are its words, so many a sequence. */
function split(text: string, tokens: number, overlap: number): { begin: number; text: string }[] {
  const pieces: { begin: number; text: string }[] = [];
  for (let begin: number | undefined = 0; begin !== undefined;) {
    const piece = pieceAt(text, begin, tokens);
    const spans = wordsOf(piece.text);
    const truncated = spans.length > tokens;
    const { text: encoded, next } = afterPiece(text, piece, spans.slice(0, tokens), { truncated, overlap });
    pieces.push({ begin, text: encoded });
    begin = next;
  }
  return pieces;
}

describe('splitting a long text', () => {
  it('takes full sequences, and up the last tokens again', () => {
    assert.deepEqual(
      split('a b c d e f g', 4, 1).map(({ text }) => text),
      ['a b c d', 'd e f g'],
    );
    assert.deepEqual(split('a b c', 4, 1), [{ begin: 0, text: 'a b c' }]);
  });

  it('covers every word, moves on with every piece and ends', () => {
    const text = fc
      .array(fc.string({ unit: fc.constantFrom('x', 'é', '字', '😀'), minLength: 1, maxLength: 40 }), {
        minLength: 1,
        maxLength: 60,
      })
      .map((words) => words.join(' '));
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 9 }), fc.integer({ min: 0, max: 20 }), (whole, tokens, overlap) => {
        const pieces = split(whole, tokens, overlap);
        let covered = 0;
        for (const [index, piece] of pieces.entries()) {
          assert.equal(whole.slice(piece.begin, piece.begin + piece.text.length), piece.text);
          if (index > 0) assert.ok(piece.begin > pieces[index - 1]!.begin);
          assert.equal(whole.slice(covered, piece.begin).trim(), '');
          covered = Math.max(covered, piece.begin + piece.text.length);
        }
        assert.equal(whole.slice(covered).trim(), '');
      }),
      { numRuns: 200 },
    );
  });
});
