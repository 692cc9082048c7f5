import type { Filter } from './filter.ts';
import type { Matrix, PassageContent } from './passage.ts';

/** A search by token vectors. */
export interface Query {
  /** 1 to 512 rows */
  readonly vectors: Matrix;
  readonly k: number;
  /** Candidates scored by all of their token codes at most; the best of them are scored exactly. */
  readonly candidateBudget: number;
  readonly filter: Filter | undefined;
  /** Score every eligible passage. */
  readonly exact: boolean;
  /** Return each document once, by its best passage. */
  readonly groupByDocument: boolean;
  readonly omitContent: boolean;
  /** Bytes that the hits may take in a reply: `exhausted` beyond, before more of them are read. No limit when left out. */
  readonly maximumBytes?: number;
}

/** How long a search may take. */
export interface SearchLimits {
  /** Milliseconds since the epoch, by which the reply must be on its way. */
  readonly deadline: number;
  readonly signal: AbortSignal;
}

export interface Hit extends PassageContent {
  /** MaxSim: sum over query tokens of the largest dot product with a passage token. */
  readonly score: number;
}

export interface SearchResult {
  /** By score, highest first; equal scores by id, descending in UTF-8. */
  readonly hits: readonly Hit[];
  readonly milliseconds: { readonly queue: number; readonly candidates: number; readonly rerank: number };
  readonly counts: { readonly eligible: number; readonly candidates: number; readonly reranked: number };
  /** Whether time ran out before all candidates were scored. */
  readonly partial: boolean;
  readonly version: number;
}
