import type { Scored } from './search-request.ts';

/** What orders passages of the same score, and tells documents apart. */
export interface Names {
  readonly id: string;
  readonly document: string;
}

/**
 * The best `k`: by score, highest first, then by the bytes of the id in UTF-8, descending, as trec_eval orders.
 * @param isGrouped whether each document counts once, by its best passage
 * @param namesOf looked up as few times as it takes
 */
export function rank<N extends Names>(
  scored: readonly Scored[],
  k: number,
  isGrouped: boolean,
  namesOf: (row: number) => N,
): (Scored & N)[] {
  const byScore = scored.toSorted((a, b) => b.score - a.score);
  const best: (Scored & N)[] = [];
  const seen = new Set<string>();
  for (let start = 0; start < byScore.length && best.length < k;) {
    let end = start + 1;
    while (end < byScore.length && byScore[end]!.score === byScore[start]!.score) end++;
    const equal = byScore.slice(start, end).map((hit) => ({ ...hit, ...namesOf(hit.row) }));
    if (equal.length > 1) equal.sort((a, b) => Buffer.compare(Buffer.from(b.id), Buffer.from(a.id)));
    for (const hit of equal) {
      if (best.length === k) break;
      if (isGrouped && seen.has(hit.document)) continue;
      seen.add(hit.document);
      best.push(hit);
    }
    start = end;
  }
  return best;
}
