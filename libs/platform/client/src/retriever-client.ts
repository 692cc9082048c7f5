import type { ExplainOptions, Explanation } from './explanation.ts';
import type { SearchOptions, SearchQuery } from './search-request.ts';
import type { BatchOutcome, SearchResult, StreamOutcome } from './search-result.ts';

/** What may be said about one call. */
export interface CallLimits {
  /** Milliseconds from now; default that of the client. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

/** A client of the retrieval endpoint. All methods throw `OpticalError`, whose kind says whether to try again. */
export interface RetrieverClient extends Disposable {
  /** The best passages for a query. */
  search(query: string, options?: SearchOptions & CallLimits): Promise<SearchResult>;
  /** 1 to 1000 searches in one call; each succeeds or fails for itself. @returns in the order of the queries */
  batch(queries: readonly SearchQuery[], limits?: CallLimits): Promise<BatchOutcome[]>;
  /**
   * Searches without a bound on their number. Outcomes come in the order in which they are done; queries are taken as
   * fast as outcomes are. Leaving the loop cancels what is under way.
   */
  searchStream(
    queries: Iterable<SearchQuery> | AsyncIterable<SearchQuery>,
    limits?: CallLimits,
  ): AsyncGenerator<StreamOutcome, void, undefined>;
  /** Why a passage matches a query, token by token. */
  explain(query: string, options: ExplainOptions & CallLimits): Promise<Explanation>;
  /** Lets calls in progress finish and closes the connection. */
  close(): void;
}
