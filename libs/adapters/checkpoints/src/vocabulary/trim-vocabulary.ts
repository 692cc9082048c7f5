import { failedPrecondition } from '@optical/errors';
import type { EncoderCheckpoint } from '../hugging-face/encoder-checkpoint.ts';
import { gatherRows, replaceVocabulary, wordEmbeddings } from './replace-vocabulary.ts';
import { trimTokenizer } from './trim-tokenizer.ts';
import type { TrimmedTokenizer } from './trim-tokenizer.ts';

export interface TrimmedCheckpoint extends Pick<TrimmedTokenizer, 'oldIds' | 'newIds'> {
  readonly checkpoint: EncoderCheckpoint;
}

/**
 * Reduces the vocabulary of an encoder to the `wanted` ids and those that trimTokenizer adds; tokenizer and word table
 * alike. A text of surviving tokens gets the same vectors as before.
 *
 * @throws OpticalError `failed-precondition` when the checkpoint has no tokenizer, `out-of-range` for unknown ids.
 */
export function trimVocabulary(checkpoint: EncoderCheckpoint, wanted: Iterable<number>): TrimmedCheckpoint {
  const { tokenizer } = checkpoint;
  if (tokenizer === undefined) throw failedPrecondition('the checkpoint has no tokenizer.json to trim');
  const { json, oldIds, newIds } = trimTokenizer(tokenizer.json, wanted);
  const words = gatherRows(wordEmbeddings(checkpoint), oldIds);
  return { checkpoint: replaceVocabulary(checkpoint, words, { ...tokenizer, json }), oldIds, newIds };
}
