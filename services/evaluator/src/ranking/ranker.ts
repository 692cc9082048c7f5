import type { IdentifiedText } from '@optical/datasets';
import type { Ranking } from '@optical/evaluation';
import type { TrackData } from '../tracks/track-data.ts';

/** What to rank with: an encoder of queries, and the teacher whose vectors the passages have. */
export interface RankRequest {
  readonly track: TrackData;
  /** BCP 47, of the queries. */
  readonly language: string;
  readonly queries: readonly IdentifiedText[];
  /** Model that encodes the queries: `name@digest`. */
  readonly model: string;
  /** Model that encodes the passages: `name@digest`, of the same vector space. */
  readonly passageModel: string;
  /** Results wanted of each query. */
  readonly depth: number;
  readonly signal?: AbortSignal;
}

/** Ranks the passages of a track for queries. */
export interface Ranker {
  /** One ranking per query, in the order of the queries, best first. */
  rank(request: RankRequest): Promise<Ranking[]>;
  /** Releases what it keeps in memory. */
  close(): Promise<void>;
}
