import type { TokenSequence } from '@optical/encoder';

/** What a text is to retrieval: markers, length and kept positions depend on it. */
export type Role = 'query' | 'passage';

/** How to encode a batch. What is left out is as the model is configured. */
export interface EncodeOptions {
  readonly role: Role;
  /** Longest sequence in tokens, special tokens included, from 1 to the model's limit. Longer texts are cut off. */
  readonly maxTokens?: number;
  /** Whether queries are filled up with [MASK] to `maxTokens`. */
  readonly queryAugmentation?: boolean;
  /** `scored`, the default: those that take part in late interaction; `all`: every position of the sequence. */
  readonly positions?: 'scored' | 'all';
  /** Most vectors that the caller can take; more are refused before anything is computed. */
  readonly maxVectors?: number;
  /** Takes the texts that still wait out of the queue; what has begun runs to its end and is dropped. */
  readonly signal?: AbortSignal;
  /** Milliseconds since the epoch: texts that would not be done by then are not begun. Default: never. */
  readonly deadline?: number;
}

/** The vectors of one text, in memory of its own. */
export interface EncodedText {
  /** [positions.length, dims], row-major; rows of length 1. */
  readonly vectors: Float32Array;
  /** Place in the sequence of each row, ascending. */
  readonly positions: Uint32Array;
  /** What the encoder read, with the masks that tell its special and own tokens apart. */
  readonly sequence: TokenSequence;
}

export interface EncodedBatch {
  /** In the order of the batch. */
  readonly texts: readonly EncodedText[];
  /** Tokens the model computed for these texts, padding included. */
  readonly computedTokens: number;
  readonly seconds: {
    /** From the call until its first batch began. */
    readonly queue: number;
    /** From then until its last batch ended. */
    readonly encode: number;
  };
}
