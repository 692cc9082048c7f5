import type { PieceVocabulary } from './word-pieces.ts';
import type { WordBitext } from './word-bitext.ts';
import { isUnspaced } from './words.ts';

/** A piece of another vocabulary. */
export interface Piece {
  readonly text: string;
  readonly beginsWord: boolean;
}

/**
 * Tokens to add to a teacher's vocabulary so that a language is written in few tokens, in order: the foreign words of a
 * bitext that are not the same in English (those stay as the teacher cuts them, which is what makes a name match), then
 * the pieces that a trainer found in the language, of letters. Single characters and scripts without spaces begin words
 * and continue them.
 * @param mostWords words of the bitext at most, the most frequent ones: the others are written in pieces
 */
export function addedTokens(
  { ids, prefix }: PieceVocabulary,
  bitext: Pick<WordBitext, 'foreignWords' | 'counts' | 'isSame'>,
  pieces: readonly Piece[],
  mostWords = 50_000,
): string[] {
  const added = new Set<string>();
  const add = (token: string) => {
    if (!ids.has(token)) added.add(token);
  };
  for (const word of frequentWords(bitext, mostWords)) {
    add(word);
    if (isUnspaced(word)) add(prefix + word);
  }
  for (const { text, beginsWord } of pieces) {
    if (!lettersOnly.test(text) || singleLatin.test(text)) continue;
    const isBoth = isUnspaced(text) || Array.from(text).length === 1;
    if (beginsWord || isBoth) add(text);
    if (!beginsWord || isBoth) add(prefix + text);
  }
  return [...added];
}

/** Words with a letter that are not the same in English, in the order of the bitext. */
function frequentWords(
  { foreignWords, counts, isSame }: Pick<WordBitext, 'foreignWords' | 'counts' | 'isSame'>,
  most: number,
): string[] {
  const wanted = foreignWords.flatMap((word, id) => (isSame[id]! || !hasLetter.test(word) ? [] : [id]));
  const frequent = wanted.length <= most ? wanted : wanted.toSorted((a, b) => counts[b]! - counts[a]! || a - b);
  return frequent
    .slice(0, most)
    .sort((a, b) => a - b)
    .map((id) => foreignWords[id]!);
}

const hasLetter = /\p{L}/u;
const lettersOnly = /^[\p{L}\p{M}]+$/u;
const singleLatin = /^\p{Script=Latin}$/u;
