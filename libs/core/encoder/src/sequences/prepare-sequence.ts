import { OpticalError } from '@optical/errors';
import type { SequenceLayout, TokenSequence } from './sequence-layout.ts';

/**
 * `[CLS] [Q] text [SEP] [MASK] …`: a query, cut off and, with augmentation, filled up to the query length.
 * ColBERT: Khattab and Zaharia 2020, section 3.2, https://arxiv.org/abs/2004.12832
 * @param ids tokens of the text, without special tokens
 * @throws OpticalError invalid-argument if the special tokens leave no room for a token of the text
 */
export function prepareQuery(ids: readonly number[], layout: SequenceLayout): TokenSequence {
  const { queryMarkerId, queryLength, queryAugmentation, attendToMaskTokens, maskTokenId } = layout;
  const query = enclose(ids, layout, queryMarkerId, queryLength);
  const masks = queryAugmentation ? queryLength - query.ids.length : 0;
  const repeat = (x: number): number[] => Array.from({ length: masks }, () => x);
  return {
    ids: [...query.ids, ...repeat(maskTokenId)],
    attentionMask: [...query.attentionMask, ...repeat(attendToMaskTokens ? 1 : 0)],
    scoringMask: [...query.scoringMask, ...repeat(1)],
    contentMask: [...query.contentMask, ...repeat(0)],
    truncated: query.truncated,
  };
}

/**
 * `[CLS] [D] text [SEP]`: a passage, cut off at the passage length; its skipped tokens are not scored.
 * @param ids tokens of the text, without special tokens
 * @throws OpticalError invalid-argument if the special tokens leave no room for a token of the text
 */
export function preparePassage(ids: readonly number[], layout: SequenceLayout): TokenSequence {
  const { passageMarkerId, passageLength, skippedTokenIds } = layout;
  const passage = enclose(ids, layout, passageMarkerId, passageLength);
  return { ...passage, scoringMask: passage.ids.map((id) => (skippedTokenIds.has(id) ? 0 : 1)) };
}

function enclose(
  ids: readonly number[],
  { startTokenId, endTokenId }: SequenceLayout,
  markerId: number | undefined,
  length: number,
): TokenSequence {
  const before = markerId === undefined ? [startTokenId] : [startTokenId, markerId];
  const room = length - before.length - 1;
  if (room < 1)
    throw new OpticalError(
      'invalid-argument',
      `length ${length} leaves no room beside ${before.length + 1} special tokens`,
    );
  const kept = ids.slice(0, room);
  const sequence = [...before, ...kept, endTokenId];
  const all = sequence.map(() => 1);
  return {
    ids: sequence,
    attentionMask: all,
    scoringMask: all,
    contentMask: sequence.map((_, place) => (place >= before.length && place < before.length + kept.length ? 1 : 0)),
    truncated: kept.length < ids.length,
  };
}
