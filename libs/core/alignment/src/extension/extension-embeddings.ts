import type { Weight } from '@optical/encoder';
import type { TranslationTable } from '../translation-table.ts';
import { piecesOf } from './word-pieces.ts';
import type { PieceVocabulary } from './word-pieces.ts';
import type { WordBitext } from './word-bitext.ts';
import { isUnspaced } from './words.ts';

export interface ExtensionSources {
  /** The teacher's word table, [teacher's tokens, hidden size]. */
  readonly teacher: Weight;
  readonly teacherVocabulary: PieceVocabulary;
  /** Of the teacher's tokens: what stands for a word that it cannot write. */
  readonly unknownId: number;
  /** The teacher's tokens with their ids, and those that were added. */
  readonly studentVocabulary: PieceVocabulary;
  /** Rows of the student's table. */
  readonly studentTokens: number;
  readonly bitext: WordBitext;
  /** p(english | foreign) by word, a row for each foreign word, pruned to what is believed. */
  readonly table: TranslationTable;
}

export interface ExtensionEmbeddings {
  /** [student's tokens, hidden size]. */
  readonly embeddings: Weight;
  /** Foreign words with a vector of their own by their translations, and pieces with one by the words they are in. */
  readonly counts: { readonly translated: number; readonly composed: number };
}

/**
 * Word embeddings of a vocabulary that extends the teacher's.
 *
 * A foreign word starts as the mean of its English words' vectors, weighted with p(english | foreign), where an English
 * word is the mean of its pieces; that overrides the teacher's token of the same form, because many are false friends.
 *
 * A piece of letters starts as the mean over the words it would be cut from if they were no tokens, with the mean
 * English word counted once more: what is known of words like those that are not in the bitext. So do the teacher's
 * continuing pieces: English pieces into which foreign words fall apart match what they should not. Pieces that begin
 * words keep the teacher's vector, counted once, among those. In words that are the same in English pieces are the
 * teacher's.
 */
export function extendEmbeddings(sources: ExtensionSources): ExtensionEmbeddings {
  const { teacher, studentTokens, bitext, studentVocabulary } = sources;
  const hidden = teacher.shape[1]!;
  const english = englishVectors(sources);
  const mean = meanVector(english, bitext, hidden);
  const data = new Float32Array(studentTokens * hidden);
  data.set(teacher.data);
  for (let id = teacher.shape[0]!; id < studentTokens; id++) data.set(mean, id * hidden);

  const words = foreignVectors(sources, english);
  const owned = new Set<number>();
  bitext.foreignWords.forEach((word, place) => {
    const vector = words[place];
    if (vector === undefined) return;
    for (const token of isUnspaced(word) ? [word, studentVocabulary.prefix + word] : [word]) {
      const id = studentVocabulary.ids.get(token);
      if (id === undefined) continue;
      data.set(vector, id * hidden);
      owned.add(id);
    }
  });
  const composed = composePieces(sources, { mean, words, owned }, data);
  const translated = words.filter((vector) => vector !== undefined).length;
  return { embeddings: { shape: [studentTokens, hidden], data }, counts: { translated, composed } };
}

/** Vectors of the English words: the mean of their pieces. */
function englishVectors({ teacher, bitext, ...sources }: ExtensionSources): Float64Array[] {
  return bitext.englishWords.map((word) => teacherVector(word, { teacher, ...sources }));
}

function teacherVector(
  word: string,
  { teacher, teacherVocabulary, unknownId }: Pick<ExtensionSources, 'teacher' | 'teacherVocabulary' | 'unknownId'>,
): Float64Array {
  const pieces = piecesOf(word, teacherVocabulary) ?? [unknownId];
  const sum = new Float64Array(teacher.shape[1]!);
  for (const id of pieces) addScaled(sum, teacher.data, id * sum.length, 1 / pieces.length);
  return sum;
}

/** The mean English word of the bitext: what to expect of a word about which nothing is known. */
function meanVector(english: readonly Float64Array[], { english: { ids } }: WordBitext, hidden: number): Float64Array {
  const mean = new Float64Array(hidden);
  for (const id of ids) addScaled(mean, english[id]!, 0, 1 / ids.length);
  return mean;
}

/** Vectors of the foreign words, undefined for those that are the same in English or no words. */
function foreignVectors(sources: ExtensionSources, english: readonly Float64Array[]): (Float64Array | undefined)[] {
  const { bitext, table, teacher } = sources;
  return bitext.foreignWords.map((word, row) => {
    if (bitext.isSame[row]! || !/\p{L}/u.test(word)) return undefined;
    const [first, last] = [table.offsets[row]!, table.offsets[row + 1]!];
    if (first === last) return teacherVector(word, sources);
    const sum = new Float64Array(teacher.shape[1]!);
    for (let entry = first; entry < last; entry++)
      addScaled(sum, english[table.english[entry]!]!, 0, table.probabilities[entry]!);
    return sum;
  });
}

interface KnownWords {
  readonly mean: Float64Array;
  readonly words: readonly (Float64Array | undefined)[];
  /** Tokens that are foreign words. */
  readonly owned: ReadonlySet<number>;
}

/** Writes the vectors of pieces into `data`, and says how many words went into any. */
function composePieces(sources: ExtensionSources, { mean, words, owned }: KnownWords, data: Float32Array): number {
  const { teacher, teacherVocabulary, studentVocabulary, bitext } = sources;
  const [tokens, hidden] = teacher.shape as [number, number];
  const sums = new Map<number, { readonly sum: Float64Array; count: number }>();
  const contribute = (id: number, vector: ArrayLike<number>, start: number) => {
    const known = sums.get(id) ?? { sum: new Float64Array(hidden), count: 0 };
    sums.set(id, known);
    addScaled(known.sum, vector, start, 1);
    known.count++;
  };
  bitext.foreignWords.forEach((word, place) => {
    if (!lettersOnly.test(word)) return;
    const isSame = bitext.isSame[place]!;
    const whole = isSame ? teacherVocabulary.ids.get(word) : undefined;
    const pieces = whole === undefined ? piecesOf(word, studentVocabulary, word.length - 1) : [whole];
    for (const id of pieces ?? []) {
      if (isSame && id < tokens) contribute(id, teacher.data, id * hidden);
      else contribute(id, words[place] ?? mean, 0);
    }
  });
  const foreign = new Set(bitext.foreignWords);
  let composed = 0;
  for (const [token, id] of studentVocabulary.ids) {
    const continues = token.startsWith(studentVocabulary.prefix);
    if (!lettersOnly.test(continues ? token.slice(studentVocabulary.prefix.length) : token)) continue;
    if (owned.has(id) || (!continues && foreign.has(token))) continue;
    const known = sums.get(id);
    const keepsTeacher = !continues && id < tokens;
    if (keepsTeacher && known === undefined) continue;
    const vector = keepsTeacher
      ? Float64Array.from(teacher.data.subarray(id * hidden, (id + 1) * hidden))
      : mean.slice();
    if (known !== undefined) {
      for (let column = 0; column < hidden; column++)
        vector[column] = (vector[column]! + known.sum[column]!) / (known.count + 1);
      composed++;
    }
    data.set(vector, id * hidden);
  }
  return composed;
}

const lettersOnly = /^[\p{L}\p{M}]+$/u;

function addScaled(sum: Float64Array, data: ArrayLike<number>, start: number, factor: number): void {
  for (let column = 0; column < sum.length; column++) sum[column]! += factor * data[start + column]!;
}
