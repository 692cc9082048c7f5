import type { ExactSearcher } from '../exact/exact-searcher.ts';
import { bestHits, type Hits } from './best-hits.ts';
import type { SearchLimits } from './search-options.ts';

/**
 * Scores hits of token codes again by stored vectors of the same passages and takes the `k` best: the errors of codes
 * are about as large as the distance between neighbouring hits, so a few more hits than `k` hold the exact best.
 * @param query token vectors [tokens, dims]
 * @param expired whether time is up: hits that were not scored again by then are left out, beyond the first 64
 */
export function refineHits(
  exact: ExactSearcher,
  query: Float32Array,
  hits: Hits,
  { k, keepTies = false, expired }: Pick<SearchLimits, 'k' | 'keepTies' | 'expired'>,
): Hits & { readonly partial: boolean } {
  const { scores, scored } = exact.score(query, hits.passages, expired);
  const best = bestHits(hits.passages.subarray(0, scored), scores, k, keepTies);
  return { ...best, partial: scored < hits.passages.length };
}
