import type { Eligible } from './eligible-passages.ts';
import type { Scoring } from './readable-collection.ts';
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
  const rescore = (slots: Uint32Array) => Float32Array.from(slots, (slot) => vectors.ofSlot(index.tokenStarts, slot));
  const toScored = (slots: Uint32Array, scores: Float32Array): Scored[] =>
    Array.from(slots, (slot, place) => ({ row: rows[slot]!, score: scores[place]! }));
  const scoreAll = (): IndexedScores => {
    const slots = eligibleSlots(eligible.slots, rows.length);
    const { scores, scored } = searcher.score(query, slots, expired);
    const done = slots.subarray(0, scored);
    const all = toScored(done, halves === 0 ? scores : rescore(done)).sort((a, b) => b.score - a.score);
    return { scored: all, candidates: slots.length, reranked: scored, partial: scored < slots.length };
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
  if (halves === 0) return { scored: toScored(passages, scores), candidates, reranked: counts.scored, partial };
  const scored = toScored(passages, rescore(passages)).sort((a, b) => b.score - a.score);
  return { scored, candidates, reranked: counts.scored, partial };
}

/** Slots of the index that may be found. */
export function eligibleSlots(slots: Uint8Array | undefined, count: number): Uint32Array {
  const all = Uint32Array.from({ length: count }, (_, slot) => slot);
  return slots === undefined ? all : all.filter((slot) => slots[slot] !== 0);
}
