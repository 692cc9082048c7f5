import { OpticalError } from '@optical/errors';
import type { TokenSequence } from './sequence-layout.ts';

/** Sequences side by side, each padded at its end; all arrays are [batch, length], row-major. */
export interface Batch {
  readonly size: number;
  readonly length: number;
  /** Input `input_ids` of an encode model. */
  readonly inputIds: BigInt64Array;
  /** Input `attention_mask` of an encode model. */
  readonly attentionMask: BigInt64Array;
  readonly scoringMask: Uint8Array;
  readonly contentMask: Uint8Array;
}

export interface CollateOptions {
  readonly padTokenId: number;
  /** Fixed length of all rows. Default: that of the longest sequence. */
  readonly length?: number;
}

/**
 * Pads sequences to one length; padding is neither attended to nor scored.
 * @throws OpticalError invalid-argument if a sequence is longer than the fixed length
 */
export function collate(sequences: readonly TokenSequence[], options: CollateOptions): Batch {
  const longest = sequences.reduce((most, { ids }) => Math.max(most, ids.length), 0);
  const { padTokenId, length = longest } = options;
  if (longest > length)
    throw new OpticalError('invalid-argument', `a sequence of ${longest} tokens does not fit length ${length}`);

  const elements = sequences.length * length;
  const inputIds = new BigInt64Array(elements).fill(BigInt(padTokenId));
  const attentionMask = new BigInt64Array(elements);
  const scoringMask = new Uint8Array(elements);
  const contentMask = new Uint8Array(elements);
  sequences.forEach((sequence, row) => {
    inputIds.set(sequence.ids.map(BigInt), row * length);
    attentionMask.set(sequence.attentionMask.map(BigInt), row * length);
    scoringMask.set(sequence.scoringMask, row * length);
    contentMask.set(sequence.contentMask, row * length);
  });
  return { size: sequences.length, length, inputIds, attentionMask, scoringMask, contentMask };
}
