import type { Eligible } from './eligible-passages.ts';
import { eligibleSlots, nothingIndexed } from './score-indexed.ts';
import type { IndexedScores } from './score-indexed.ts';
import type { Scoring } from './readable-collection.ts';
import type { Scored } from './search-request.ts';
import type { VectorScorer } from './vector-scorer.ts';

/** Passages scored between two looks at the clock. */
const clockInterval = 16;

/**
 * Scores every eligible passage of the index by the vectors that came, without a look at its codes: those in memory, else
 * those of the database. In no order. The first are scored though no time is left, so that there are hits.
 */
export function scoreExactly(
  { view: { indexed } }: Scoring,
  eligible: Eligible,
  halvesOf: (row: number) => Uint8Array,
  vectors: VectorScorer,
  expired: () => boolean,
): IndexedScores {
  if (indexed === undefined) return nothingIndexed;
  const { rows, index } = indexed;
  const scoreOf = (slot: number) => vectors.ofSlot?.(index.tokenStarts, slot) ?? vectors.of(halvesOf(rows[slot]!));
  const slots = eligibleSlots(eligible.slots, rows.length);
  const scored: Scored[] = [];
  for (const [place, slot] of slots.entries()) {
    if (place % clockInterval === 0 && expired() && place > 0)
      return { scored, candidates: slots.length, reranked: place, partial: true };
    scored.push({ row: rows[slot]!, score: scoreOf(slot) });
  }
  return { scored, candidates: slots.length, reranked: slots.length, partial: false };
}
