import type { OpticalError } from '@optical/errors';
import type { Metadata } from './metadata.ts';

/** Element types of vectors; i8 elements are multiples of a scale. */
export type Dtype = 'f32' | 'f16' | 'i8';

/** A matrix of little-endian elements, row by row. */
export interface Matrix {
  readonly rows: number;
  readonly dims: number;
  readonly dtype: Dtype;
  /** rows * dims elements */
  readonly data: Uint8Array;
  /** Value of one step of an i8 element. */
  readonly scale: number;
}

/** Where each token lies in the text, in UTF-16 code units. */
export interface Spans {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** What is known of a passage besides its vectors. */
export interface PassageContent {
  readonly id: string;
  /** Document it belongs to; the passage's own id when it is a document of its own. */
  readonly documentId: string;
  /** BCP 47, canonical. */
  readonly language: string;
  readonly text: string;
  readonly metadata: Metadata;
}

/** A passage to write. */
export interface NewPassage extends PassageContent {
  readonly vectors: Matrix;
  readonly spans: Spans | undefined;
}

/** A passage as it is stored. */
export interface StoredPassage extends PassageContent {
  readonly spans: Spans | undefined;
  /** binary16, when they were asked for. */
  readonly vectors: Matrix | undefined;
}

/** A passage that was not written, and why. */
export interface Refusal {
  /** Place in the batch. */
  readonly index: number;
  readonly id: string;
  readonly error: OpticalError;
}

/** What a batch of writes did. It survives a crash. */
export interface UpsertResult {
  readonly inserted: number;
  readonly replaced: number;
  readonly refused: readonly Refusal[];
  /** Version of the collection afterwards. */
  readonly version: number;
}

/** What was deleted. It stays deleted after a crash. */
export interface DeleteResult {
  readonly deleted: number;
  /** Ids of passages and documents that did not exist. */
  readonly missing: number;
  readonly version: number;
}
