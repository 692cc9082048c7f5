import type { Eligible } from './eligible-passages.ts';
import { halfScorer } from './half-scorer.ts';
import type { Scoring, ScoringClock } from './readable-collection.ts';
import type { Scored, SearchRequest } from './search-request.ts';

/** What the index found. */
export interface IndexedScores {
  readonly scored: readonly Scored[];
  readonly candidates: number;
  readonly reranked: number;
  readonly partial: boolean;
}

const nothing: IndexedScores = { scored: [], candidates: 0, reranked: 0, partial: false };

/**
 * Scores passages of the index: candidates, or all that are eligible when that was asked for or is faster. Where the
 * collection keeps vectors, the codes only choose which ones are scored.
 */
export function scoreIndexed(
  { view: { indexed }, searcher, kernels, arena }: Scoring,
  query: Float32Array,
  dims: number,
  eligible: Eligible,
  request: SearchRequest,
  clock: ScoringClock,
): IndexedScores {
  if (indexed === undefined || searcher === undefined || eligible.indexedTokens === 0) return nothing;
  const { candidates: settings, candidateBudget, groupByDocument } = request;
  const slots = indexed.rows.length;
  const isExact = request.exact || eligible.indexedTokens <= settings.exactTokens;
  const budget = isExact ? slots : Math.min(slots, candidateBudget);
  const isRescored = indexed.halves !== 0;
  const found = searcher.search(query, {
    k: groupByDocument || isRescored ? budget : Math.min(slots, request.k),
    probes: isExact ? indexed.centroids : Math.min(indexed.centroids, settings.probes),
    interactions: isExact ? slots : Math.min(slots, budget * settings.interactionsPerCandidate),
    budget,
    ...(eligible.slots && { eligible: eligible.slots }),
    expired: clock.expired,
  });
  const { passages, scores, counts, partial } = found;
  const candidates = Math.min(counts.compared, budget);
  if (!isRescored) {
    const scored = Array.from(passages, (slot, place) => ({ row: indexed.rows[slot]!, score: scores[place]! }));
    return { scored, candidates, reranked: counts.scored, partial };
  }
  const score = halfScorer(kernels, arena, query, dims);
  const { tokenStarts } = indexed.index;
  const scored = Array.from(passages, (slot) => {
    const first = tokenStarts[slot]!;
    const pointer = indexed.halves + first * dims * 2;
    return { row: indexed.rows[slot]!, score: score(pointer, tokenStarts[slot + 1]! - first) };
  });
  return { scored, candidates, reranked: counts.scored, partial };
}
