import type { Eligible } from './eligible-passages.ts';
import type { Scoring } from './readable-collection.ts';
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
  expired: () => boolean,
): IndexedScores {
  if (indexed === undefined || searcher === undefined || eligible.indexedTokens === 0) return nothingIndexed;
  const { candidates: settings, candidateBudget, k } = request;
  const { rows, halves, index, centroids } = indexed;
  const byVectors = (slot: number) => ({ row: rows[slot]!, score: vectors.ofSlot(index.tokenStarts, slot) });
  const toScored = (slots: Uint32Array, scores: Float32Array): { readonly scored: Scored[]; partial: boolean } => {
    if (halves !== 0) return refineHits(slots, byVectors, expired);
    return {
      scored: Array.from(slots, (slot, place) => ({ row: rows[slot]!, score: scores[place]! })),
      partial: false,
    };
  };
  const bestFirst = (scored: Scored[]) => scored.sort((a, b) => b.score - a.score);
  const scoreAll = (): IndexedScores => {
    const slots = eligibleSlots(eligible.slots, rows.length);
    const { scores, scored: reranked } = searcher.score(query, slots, expired);
    const { scored, partial } = toScored(slots.subarray(0, reranked), scores);
    return {
      scored: bestFirst(scored),
      candidates: slots.length,
      reranked,
      partial: partial || reranked < slots.length,
    };
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
  const candidates = Math.min(counts.compared, budget);
  const rescored = toScored(passages, scores);
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
