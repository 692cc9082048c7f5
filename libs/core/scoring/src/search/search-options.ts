import type { Hits } from './best-hits.ts';

/** What a search does with passages: compares them by a part of their token codes, or scores them whole. */
export type Stage = 'compare' | 'score';

/** What may be found, and until when. */
export interface SearchLimits {
  /** Hits wanted, at least 1. */
  readonly k: number;
  /** Whether passages that score as the last hit does are hits, too, beyond `k`. */
  readonly keepTies?: boolean;
  /** [passages]: 0 for those that must not be found. All that are not deleted may be found when left out. */
  readonly eligible?: Uint8Array;
  /**
   * Whether time is up: then the search ends with what it has scored, at least 64 passages, so that it has hits. Asked
   * before every 64 passages that are compared or scored.
   */
  readonly expired?: (stage: Stage) => boolean;
}

/** What to look for, and how far. */
export interface SearchOptions extends SearchLimits {
  /** Lists read per query token, at least 1: more find more candidates. */
  readonly probes: number;
  /** Candidates compared by a part of their token codes, at least `budget`. */
  readonly interactions: number;
  /** Candidates scored by their token codes, at least `k`. */
  readonly budget: number;
}

export interface SearchResult extends Hits {
  /** Passages that each stage saw. */
  readonly counts: { readonly found: number; readonly compared: number; readonly scored: number };
  /** Whether time ran out before all candidates were compared and scored. */
  readonly partial: boolean;
}

/** Passages compared or scored between two looks at the clock. */
export const clockInterval = 64;
