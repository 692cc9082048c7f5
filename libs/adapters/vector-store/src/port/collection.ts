import type { MetadataField } from './metadata.ts';

/** Space of token vectors: vectors of different fingerprints must not be compared. */
export interface VectorSpace {
  /** sha256 of the encoder that defines the space, in hexadecimal digits. */
  readonly fingerprint: string;
  readonly dims: number;
  readonly normalized: boolean;
}

/** How precisely token vectors are held for scoring: bits of a residual, or binary16 vectors. */
export type Precision = 2 | 4 | 'f16';

export interface CodecSpec {
  readonly precision: Precision;
  /** Number of centroids; 0 chooses by the number of tokens. */
  readonly centroids: number;
  readonly seed: number;
}

/** What a collection is; fixed for its life. */
export interface CollectionSpec {
  readonly name: string;
  readonly space: VectorSpace;
  /** Encoder of its passages, for information. */
  readonly encoder: { readonly name: string; readonly digest: string; readonly createTimeMs: number };
  readonly codec: CodecSpec;
  readonly fields: readonly MetadataField[];
  readonly description: string;
}

/** A collection's present state. */
export interface CollectionState {
  readonly spec: CollectionSpec;
  readonly version: number;
  readonly createTimeMs: number;
  readonly updateTimeMs: number;
  readonly aliases: readonly string[];
}

/** Counts and sizes. */
export interface CollectionStatistics {
  readonly passages: number;
  readonly documents: number;
  readonly tokens: number;
  readonly passagesByLanguage: Readonly<Record<string, number>>;
  /** Token vectors as they are scored, on disk. */
  readonly vectorBytes: number;
  /** Centroids and what else finds candidates, on disk. */
  readonly indexBytes: number;
  /** Text and metadata. */
  readonly textBytes: number;
  /** Vectors as they came, rounded to binary16: what the index is built from. */
  readonly originalBytes: number;
  readonly unindexedPassages: number;
  /** 0 while the collection is searched exactly. */
  readonly centroids: number;
}

/** Share of the exact best `k` that searches by candidates found. */
export interface RecallEstimate {
  readonly k: number;
  readonly candidateBudget: number;
  readonly recall: number;
  readonly queries: number;
}

/** A registered copy of a collection. */
export interface Snapshot {
  readonly name: string;
  readonly digest: string;
  readonly createTimeMs: number;
  readonly collection: string;
  readonly version: number;
  readonly passages: number;
  readonly bytes: number;
}
