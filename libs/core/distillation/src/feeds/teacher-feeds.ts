import type { TensorArray } from '@optical/graph';
import { feedsOf } from './feeds.ts';
import type { FedModel, Feeds } from './feeds.ts';

/** Texts that the encoder reads, as `collate` of @optical/encoder makes them. */
export interface EncodedTexts {
  readonly inputIds: BigInt64Array;
  readonly attentionMask: TensorArray;
  readonly scoringMask: TensorArray;
}

/** Passages whose vectors are kept: [passages, passageLength, dims]. */
export interface FrozenTexts {
  readonly vectors: Float32Array;
  readonly scoringMask: TensorArray;
}

/**
 * One batch of a teacher step: passage i answers query i, hard negatives follow.
 * @throws OpticalError invalid-argument naming an input that is missing or has a wrong number of elements
 */
export function teacherFeeds(model: FedModel, queries: EncodedTexts, passages: EncodedTexts | FrozenTexts): Feeds {
  return feedsOf(model, {
    query_input_ids: queries.inputIds,
    query_attention_mask: queries.attentionMask,
    query_scoring_mask: queries.scoringMask,
    passage_scoring_mask: passages.scoringMask,
    ...('vectors' in passages
      ? { passage_vectors: passages.vectors }
      : { passage_input_ids: passages.inputIds, passage_attention_mask: passages.attentionMask }),
  });
}
