import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { packSequences } from '@optical/alignment';
import { fixture } from '../../test/support/fixtures.ts';
import { encode } from '../../test/support/naive-encoder.ts';
import { assertRejected } from '@optical/testing/assert-rejected';
import type { CheckpointTokenizer } from '../hugging-face/encoder-checkpoint.ts';
import { readEncoderCheckpoint } from '../hugging-face/read-encoder-checkpoint.ts';
import { wordEmbeddings } from '../vocabulary/replace-vocabulary.ts';
import { alignStudent } from './align-student.ts';

/** A vocabulary of 26 words for the teacher's ids 40 to 65, of "the" in the teacher's way of writing, and special tokens. */
function foreignTokenizer(): CheckpointTokenizer {
  const special = ['<s>', '</s>', '<pad>', '<unk>', '<mask>', '[Q] '];
  const tokens = [...special, ...Array.from({ length: 26 }, (_, index) => `palabra${index}`), 'the', 'never'];
  const vocab = Object.fromEntries(tokens.map((token, id) => [token, id]));
  const tokenizer = {
    added_tokens: special.map((content, id) => ({ id, content })),
    model: { type: 'WordPiece', unk_token: '<unk>', vocab },
  };
  return {
    json: new TextEncoder().encode(JSON.stringify(tokenizer)),
    specialTokens: { pad: '<pad>', unknown: '<unk>', start: '<s>', end: '</s>', mask: '<mask>' },
  };
}

const foreignOf = (english: number) => 6 + (((english - 40) * 5 + 2) % 26);

/** Sentences of four words, translated word for word and written backwards. */
const english = Array.from({ length: 300 }, (_, index) =>
  [1, 7, 11, 17].map((step) => 40 + ((index * step + (index >> 3)) % 26)),
);
const bitext = {
  english: packSequences(english),
  foreign: packSequences(english.map((ids) => ids.map(foreignOf).reverse())),
};

describe('a student by aligned embeddings', () => {
  it('gives translated sentences the vectors of their English words, before any training', async () => {
    const teacher = await readEncoderCheckpoint(fixture('tiny-bert'));
    const { checkpoint, counts } = alignStudent(teacher, foreignTokenizer(), bitext, {
      iterations: 20,
      threshold: 0.3,
    });
    assert.deepEqual(counts, { fixed: 6, mixed: 26, equal: 1, unknown: 1 });
    assert.equal(checkpoint.architecture.vocabularySize, 34);
    assert.equal(checkpoint.architecture.padTokenId, 2);
    const sentence = [41, 60, 52];
    const vectors = encode(checkpoint, [0, ...sentence.map(foreignOf), 1]);
    for (const [index, row] of encode(teacher, [2, ...sentence, 3]).entries()) {
      for (const [column, value] of row.entries()) assert.ok(Math.abs(vectors[index]![column]! - value) < 1e-3);
    }
  });

  it('copies tokens of equal form and the markers, and starts unknown ones at the mean', async () => {
    const teacher = await readEncoderCheckpoint(fixture('tiny-bert'));
    const { checkpoint } = alignStudent(teacher, foreignTokenizer(), bitext);
    const [words, teacherWords] = [wordEmbeddings(checkpoint), wordEmbeddings(teacher)];
    const row = ({ data }: typeof words, id: number) => [...data.subarray(id * 32, (id + 1) * 32)];
    assert.deepEqual(row(words, 5), row(teacherWords, 5));
    assert.deepEqual(row(words, 0), row(teacherWords, 2));
    const ids = bitext.english.ids;
    const mean = Array.from(
      { length: 32 },
      (_, column) => ids.reduce((sum, id) => sum + teacherWords.data[id * 32 + column]!, 0) / ids.length,
    );
    for (const [column, value] of row(words, 33).entries()) assert.ok(Math.abs(value - mean[column]!) < 1e-6);
  });

  it('refuses a teacher without tokenizer and ids beyond the vocabularies', async () => {
    const teacher = await readEncoderCheckpoint(fixture('tiny-bert'));
    const { tokenizer, ...bare } = teacher;
    assert.notEqual(tokenizer, undefined);
    await assertRejected(
      () => alignStudent(bare, foreignTokenizer(), bitext),
      'failed-precondition',
      'no tokenizer.json',
    );
    const beyond = { ...bitext, foreign: packSequences(english) };
    await assertRejected(
      () => alignStudent(teacher, foreignTokenizer(), beyond),
      'invalid-argument',
      'foreign.ids',
      '0 to 33',
    );
  });
});
