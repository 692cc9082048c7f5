import type { Eligible } from './eligible-passages.ts';
import type { Scoring, ScoringClock } from './readable-collection.ts';
import { refineHits } from './refine-hits.ts';
import type { Scored, SearchRequest } from './search-request.ts';
import type { VectorScorer } from './vector-scorer.ts';

/** What the index found. */
export interface IndexedScores {
  /** Best first; equal scores by id, descending. */
  readonly scored: readonly Scored[];
  readonly candidates: number;
  readonly reranked: number;
  readonly partial: boolean;
}

/** Of a collection without an index. */
export const nothingIndexed: IndexedScores = { scored: [], candidates: 0, reranked: 0, partial: false };

/**
 * Scores passages of the index by their token codes: candidates, or all that are eligible when that is faster. Where the
 * collection keeps vectors in memory, they are scored instead.
 */
export function scoreIndexed(
  { view: { indexed }, searcher }: Scoring,
  query: Float32Array,
  eligible: Eligible,
  request: SearchRequest,
  vectors: VectorScorer,
  expired: ScoringClock['expired'],
): IndexedScores {
  if (indexed === undefined || searcher === undefined || eligible.indexedTokens === 0) return nothingIndexed;
  const { candidates: settings, candidateBudget, k } = request;
  const { rows, index, centroids } = indexed;
  const { ofSlot } = vectors;
  const byVectors =
    ofSlot && ((slot: number): Scored => ({ row: rows[slot]!, score: ofSlot(index.tokenStarts, slot) }));
  const byCodes = (slots: Uint32Array, scores: Float32Array): Scored[] =>
    Array.from(slots, (slot, place) => ({ row: rows[slot]!, score: scores[place]! }));
  const bestFirst = (scored: Scored[]) => scored.sort((a, b) => b.score - a.score);
  const scoreAll = (): IndexedScores => {
    const slots = eligibleSlots(eligible.slots, rows.length);
    const candidates = slots.length;
    if (byVectors !== undefined) {
      const { scored, partial } = refineHits(slots, byVectors, expired);
      return { scored: bestFirst(scored), candidates, reranked: scored.length, partial };
    }
    const { scores, scored: reranked } = searcher.score(query, slots, expired);
    const scored = byCodes(slots.subarray(0, reranked), scores);
    return { scored: bestFirst(scored), candidates, reranked, partial: reranked < candidates };
  };
  if (eligible.indexedTokens <= settings.exactTokens) return scoreAll();
  const budget = Math.min(rows.length, candidateBudget);
  const { passages, scores, counts, partial } = searcher.search(query, {
    k: budget,
    probes: Math.min(centroids, settings.probes),
    interactions: Math.min(rows.length, Math.max(budget, settings.interactions)),
    budget,
    ...(eligible.slots && { eligible: eligible.slots }),
    expired,
  });
  // The lists that were read may hold fewer eligible passages than are asked for.
  if (passages.length < Math.min(k, eligible.indexed) && !partial) return scoreAll();
  const candidates = Math.min(counts.found, budget);
  const rescored = byVectors
    ? refineHits(passages, byVectors, expired)
    : { scored: byCodes(passages, scores), partial: false };
  return {
    scored: bestFirst(rescored.scored),
    candidates,
    reranked: counts.scored,
    partial: partial || rescored.partial,
  };
}

/** Slots of the index that may be found. */
export function eligibleSlots(slots: Uint8Array | undefined, count: number): Uint32Array {
  const all = Uint32Array.from({ length: count }, (_, slot) => slot);
  return slots === undefined ? all : all.filter((slot) => slots[slot] !== 0);
}
