import type { SearchRequest } from '@optical/contracts/retriever';
import type { Filter } from './filters.ts';

/** How to search; everything left out is as the service is configured. */
export interface SearchOptions {
  /** Language of the query, BCP 47. Default: detected. */
  readonly language?: string;
  /** Collection or alias. */
  readonly collection?: string;
  /** Number of hits, 1 to 1000. Default 10. */
  readonly k?: number;
  readonly filter?: Filter;
  /**
   * Candidates scored by all of their token codes at most, `k` to 100,000; the best of them, `k` and some more, are scored
   * exactly. Default: the service's setting.
   */
  readonly candidateBudget?: number;
  /** Query encoder: `name`, `name@alias` or `name@digest`. Default: the production student of the language. */
  readonly model?: string;
  /** Score every eligible passage. Default false. */
  readonly exact?: boolean;
  /** Return each document once, by its best passage. Default false. */
  readonly groupByDocument?: boolean;
  /** Leave text and metadata out of the hits. Default false. */
  readonly omitContent?: boolean;
}

/** One search of a batch or stream. */
export interface SearchQuery extends SearchOptions {
  readonly query: string;
}

export function searchRequest({ query, language = 'und', ...options }: SearchQuery): SearchRequest {
  return { query, language, ...options };
}
