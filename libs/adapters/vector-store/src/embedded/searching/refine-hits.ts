import type { Scored } from './search-request.ts';

/**
 * Hits beyond those asked for that are scored again: the error of codes is about as large as the distance between
 * neighbouring hits, so a few more hold the exact best.
 */
export const refinedBeyond = 32;

/** Hits scored between two looks at the clock. */
const clockInterval = 16;

/**
 * Scores hits of token codes again by the vectors that came. What time does not suffice for is left out, beyond the
 * first 16, so that scores of the two kinds are never compared.
 * @param hits the best first
 * @param scoreOf a hit's score by its vectors
 */
export function refineHits<H>(
  hits: Iterable<H>,
  scoreOf: (hit: H) => Scored,
  expired: () => boolean,
): { readonly scored: Scored[]; readonly partial: boolean } {
  const scored: Scored[] = [];
  for (const hit of hits) {
    if (scored.length % clockInterval === 0 && expired() && scored.length > 0) return { scored, partial: true };
    scored.push(scoreOf(hit));
  }
  return { scored, partial: false };
}
