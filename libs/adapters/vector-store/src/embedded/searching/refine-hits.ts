import type { Scored } from './search-request.ts';
import type { VectorScorer } from './vector-scorer.ts';

/**
 * Hits beyond those asked for that are scored again: the error of codes is about as large as the distance between
 * neighbouring hits, so a few more hold the exact best.
 */
export const refinedBeyond = 32;

/** Hits scored between two looks at the clock. */
const clockInterval = 16;

/**
 * Scores hits of token codes again by the vectors that came. What time does not suffice for is left out, so that scores
 * of the two kinds are never compared.
 */
export function refineHits(
  hits: readonly Scored[],
  halvesOf: (row: number) => Uint8Array,
  vectors: VectorScorer,
  expired: () => boolean,
): { readonly scored: readonly Scored[]; readonly partial: boolean } {
  const scored: Scored[] = [];
  for (const [place, { row }] of hits.entries()) {
    if (place > 0 && place % clockInterval === 0 && expired()) return { scored, partial: true };
    scored.push({ row, score: vectors.of(halvesOf(row)) });
  }
  return { scored, partial: false };
}
