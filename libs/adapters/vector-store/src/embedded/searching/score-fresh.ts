import type { FreshPassages } from '../memory/fresh-passages.ts';
import type { Eligible } from './eligible-passages.ts';
import type { Scored } from './search-request.ts';
import type { VectorScorer } from './vector-scorer.ts';

/** Passages scored between two looks at the clock. */
const clockInterval = 64;

/** Scores the passages that the index does not cover; the first though no time is left, so that there are hits. */
export function scoreFresh(
  fresh: FreshPassages,
  vectors: VectorScorer,
  { freshRows }: Eligible,
  version: number,
  expired: () => boolean,
): { readonly scored: Scored[]; readonly candidates: number; readonly partial: boolean } {
  const scored: Scored[] = [];
  const { length } = fresh;
  let candidates = 0;
  let partial = false;
  for (let place = 0; place < length; place++) {
    if (!fresh.isThere(place, version)) continue;
    const { row, pointer, tokens } = fresh.at(place);
    if (freshRows?.has(row) === false) continue;
    if (!partial && candidates % clockInterval === 0) partial = expired() && candidates > 0;
    candidates++;
    if (!partial) scored.push({ row, score: vectors.at(pointer, tokens) });
  }
  return { scored, candidates, partial };
}
