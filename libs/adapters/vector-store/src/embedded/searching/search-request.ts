import type { Query } from '../../port/search.ts';

/** How far the candidate stage looks. */
export interface CandidateSettings {
  /** Lists read per query token. */
  readonly probes: number;
  /** Passages compared by a part of their token codes to choose the candidates; where more are scored, as many as those. */
  readonly interactions: number;
  /** Tokens up to which eligible passages are all scored, because that is faster. */
  readonly exactTokens: number;
}

/** A query as a search thread gets it. */
export interface SearchRequest extends Query {
  readonly folder: string;
  readonly candidates: CandidateSettings;
  /** Milliseconds since the epoch at which scoring ends. */
  readonly scoreUntil: number;
  /** One integer, not 0 once nobody waits for the result. */
  readonly cancelled: SharedArrayBuffer;
}

/** A passage with its score. */
export interface Scored {
  readonly row: number;
  readonly score: number;
}
