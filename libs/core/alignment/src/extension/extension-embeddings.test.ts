import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TranslationTable } from '../translation-table.ts';
import { extendEmbeddings } from './extension-embeddings.ts';
import { wordBitext } from './word-bitext.ts';

const teacherTokens = ['[UNK]', 'house', 'white', 'ken', '##ya', '##ha', 'at', 'big'];
const row = (id: number): [number, number] => [10 * id, id + 1];
const teacher = { shape: [8, 2], data: Float32Array.from(teacherTokens.flatMap((_, id) => row(id))) };
const studentTokens = [...teacherTokens, 'nyumba', 'nyeupe', 'nyu', '##mba', 'ny', '##eupe', '##zz'];

/** Swahili-like words: nyumba is house, nyeupe is white, at is big; kenya is a name. */
const bitext = wordBitext([
  { english: ['house', 'white'], foreign: ['nyumba', 'nyeupe'] },
  { english: ['kenya', 'big'], foreign: ['kenya', 'at'] },
]);

/** house, white, kenya, big; nothing is believed of kenya. */
const table: TranslationTable = {
  offsets: Int32Array.of(0, 1, 2, 2, 3),
  english: Int32Array.of(0, 1, 3),
  probabilities: Float64Array.of(1, 1, 1),
};

const vocabulary = (tokens: readonly string[]) => ({
  ids: new Map(tokens.map((token, id) => [token, id])),
  prefix: '##',
});

const { embeddings, counts } = extendEmbeddings({
  teacher,
  teacherVocabulary: vocabulary(teacherTokens),
  unknownId: 0,
  studentVocabulary: vocabulary(studentTokens),
  studentTokens: studentTokens.length,
  bitext,
  table,
});
const vectorOf = (token: string) => {
  const id = studentTokens.indexOf(token);
  return [...embeddings.data.subarray(2 * id, 2 * id + 2)];
};
const mean = (...vectors: readonly number[][]) =>
  [0, 1].map((column) => vectors.reduce((sum, vector) => sum + vector[column]!, 0) / vectors.length);
/** Of house, white, the pieces of kenya, and big. */
const expected = mean(row(1), row(2), mean(row(3), row(4)), row(7));
const close = (actual: readonly number[], wanted: readonly number[]) => {
  actual.forEach((value, column) => {
    assert.ok(Math.abs(value - wanted[column]!) < 1e-5, `${actual.join()}, expected ${wanted.join()}`);
  });
};

describe('the embeddings of an extended vocabulary', () => {
  it('give a foreign word its translation, a false friend of the teacher, too', () => {
    close(vectorOf('nyumba'), row(1));
    close(vectorOf('nyeupe'), row(2));
    close(vectorOf('at'), row(7));
    assert.equal(counts.translated, 3);
  });

  it('give a piece the mean of the words it would be cut from, and of the mean English word', () => {
    // nyumba is nyu ##mba and nyeupe ny ##eupe, were they no tokens.
    close(vectorOf('nyu'), mean(row(1), expected));
    close(vectorOf('##mba'), mean(row(1), expected));
    close(vectorOf('ny'), mean(row(2), expected));
    close(vectorOf('##zz'), expected);
    // Four pieces of those words, and two of kenya.
    assert.equal(counts.composed, 6);
  });

  it('keep the pieces of names near the teacher, and take the others of the teacher to the mean', () => {
    close(vectorOf('ken'), row(3));
    close(vectorOf('##ya'), mean(row(4), expected));
    close(vectorOf('##ha'), expected);
  });

  it('leave everything else as the teacher has it', () => {
    for (const token of ['[UNK]', 'house', 'white', 'big']) close(vectorOf(token), row(teacherTokens.indexOf(token)));
  });
});
