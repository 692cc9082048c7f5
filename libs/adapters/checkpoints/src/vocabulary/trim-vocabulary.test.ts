import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fixture } from '../../test/support/fixtures.ts';
import { encode } from '../../test/support/naive-encoder.ts';
import { assertRejected } from '@optical/testing/assert-rejected';
import { readEncoderCheckpoint } from '../hugging-face/read-encoder-checkpoint.ts';
import { countTokens, frequentIds } from './count-tokens.ts';
import { replaceVocabulary, wordEmbeddings } from './replace-vocabulary.ts';
import { trimVocabulary } from './trim-vocabulary.ts';

describe('trimming the vocabulary of an encoder', () => {
  for (const name of ['tiny-bert', 'tiny-xlm-roberta']) {
    it(`gives surviving tokens of ${name} the same vectors under their new ids`, async () => {
      const original = await readEncoderCheckpoint(fixture(name));
      const ids = [2, 71, 40, 40, 33, 3];
      const { checkpoint, newIds, oldIds } = trimVocabulary(original, ids);
      const { architecture } = checkpoint;
      assert.ok(architecture.vocabularySize < 15);
      assert.deepEqual(wordEmbeddings(checkpoint).shape, [oldIds.length, 32]);
      assert.deepEqual({ ...architecture, vocabularySize: 76 }, original.architecture);
      const renumbered = ids.map((id) => newIds[id]!);
      assert.deepEqual(
        renumbered.map((id) => oldIds[id]),
        ids,
      );
      assert.deepEqual(encode(checkpoint, renumbered), encode(original, ids));
    });
  }

  it('starts from the ids that texts use often enough', () => {
    const counts = countTokens([5, 1, 5, 0, 1, 5], 7);
    assert.deepEqual(counts, Uint32Array.of(1, 2, 0, 0, 0, 3, 0));
    assert.deepEqual(frequentIds(counts, 2), Int32Array.of(1, 5));
  });

  it('refuses a checkpoint without tokenizer, ids outside the vocabulary and tables that do not fit', async () => {
    const original = await readEncoderCheckpoint(fixture('tiny-bert'));
    const { tokenizer, ...bare } = original;
    await assertRejected(() => trimVocabulary(bare, []), 'failed-precondition', 'no tokenizer.json');
    await assertRejected(() => countTokens([1, 7], 7), 'out-of-range', 'ids[1]: 7 is outside 0 to 6');
    const words = { shape: [75, 32], data: new Float32Array(75 * 32) };
    await assertRejected(
      () => replaceVocabulary(original, words, tokenizer!),
      'invalid-argument',
      '[75, 32]',
      '[76, 32]',
    );
    const other = { ...tokenizer!, specialTokens: { ...tokenizer!.specialTokens, pad: '<pad>' } };
    const replace = () => replaceVocabulary(original, wordEmbeddings(original), other);
    await assertRejected(replace, 'invalid-argument', 'no padding token "<pad>"');
  });
});
