/** What to look for, and how far. */
export interface SearchOptions {
  /** Hits wanted, at least 1. */
  readonly k: number;
  /** Lists read per query token, at least 1: more find more candidates. */
  readonly probes: number;
  /** Candidates compared by their tokens' centroids, at least `budget`. */
  readonly interactions: number;
  /** Candidates scored by their token codes, at least `k`. */
  readonly budget: number;
  /** [passages]: 0 for those that must not be found. All may be found when left out. */
  readonly eligible?: Uint8Array;
  /** Whether time is up: then the search ends with what it has scored. Asked now and then. */
  readonly expired?: () => boolean;
}

/** Best passages, best first; equal scores by lower number. */
export interface SearchResult {
  readonly passages: Uint32Array;
  /** MaxSim by token codes: sums over query tokens. */
  readonly scores: Float32Array;
  /** Passages that each stage saw. */
  readonly counts: { readonly found: number; readonly compared: number; readonly scored: number };
  /** Whether time ran out before all candidates were scored. */
  readonly partial: boolean;
}
