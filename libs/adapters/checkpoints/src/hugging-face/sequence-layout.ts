import type { SequenceLayout } from '@optical/encoder';
import { failedPrecondition } from '@optical/errors';
import { parseTokenizerJson, tokenIds } from '../tokenizer-file/tokenizer-json.ts';
import type { CheckpointTokenizer } from './encoder-checkpoint.ts';
import type { LateInteraction } from './late-interaction.ts';

/**
 * How texts become sequences for a late-interaction model, in ids of its tokenizer. Words to skip that the vocabulary
 * lacks are left out (PyLate skips the unknown token for them).
 *
 * @throws OpticalError `failed-precondition` when the tokenizer lacks a special token or a marker.
 */
export function sequenceLayout(
  { json, specialTokens }: CheckpointTokenizer,
  settings: LateInteraction,
): SequenceLayout {
  const ids = tokenIds(parseTokenizerJson(json, 'tokenizer.json'));
  const idOf = (role: string, token: string): number => {
    const id = ids.get(token);
    if (id === undefined) throw failedPrecondition(`tokenizer.json: has no token ${JSON.stringify(token)} for ${role}`);
    return id;
  };
  const { queryPrefix, documentPrefix, skippedWords } = settings;
  return {
    startTokenId: idOf('the start', specialTokens.start),
    endTokenId: idOf('the end', specialTokens.end),
    maskTokenId: idOf('query augmentation', specialTokens.mask),
    ...(queryPrefix === '' ? {} : { queryMarkerId: idOf('queries', queryPrefix) }),
    ...(documentPrefix === '' ? {} : { passageMarkerId: idOf('documents', documentPrefix) }),
    queryLength: settings.queryLength,
    passageLength: settings.documentLength,
    queryAugmentation: settings.queryExpansion,
    attendToMaskTokens: settings.attendToMaskTokens,
    skippedTokenIds: new Set(skippedWords.flatMap((word) => ids.get(word) ?? [])),
  };
}
