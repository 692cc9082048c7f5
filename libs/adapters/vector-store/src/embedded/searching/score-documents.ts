import { rank } from './rank.ts';
import type { Names } from './rank.ts';
import type { IndexedScores } from './score-indexed.ts';

/** How many times as many passages are scored when too few documents are among them. */
const widening = 4;

export interface DocumentSearch {
  /** Documents asked for. */
  readonly k: number;
  readonly candidateBudget: number;
  /** Passages of the index that may be found. */
  readonly passages: number;
}

/**
 * Scores passages until `k` documents are among them or there are no more: the best passages may all be of a few long
 * documents.
 * @param score the passages that a budget finds, at least as many as are wanted
 * @param documents how many there are; counted when the first budget does not suffice
 */
export function scoreDocuments(
  score: (wanted: number, budget: number) => IndexedScores,
  { k, candidateBudget, passages }: DocumentSearch,
  namesOf: (row: number) => Names,
  documents: () => number,
): IndexedScores {
  let found = score(k, candidateBudget);
  let wanted = k;
  for (let budget = candidateBudget; !found.partial && found.scored.length < passages;) {
    const documentsFound = rank(found.scored, wanted, true, namesOf).length;
    if (documentsFound === wanted) return found;
    wanted = Math.min(k, documents());
    if (documentsFound >= wanted) return found;
    budget = Math.min(passages, budget * widening);
    if (budget === passages) return score(passages, passages);
    found = score(k, budget);
  }
  return found;
}
