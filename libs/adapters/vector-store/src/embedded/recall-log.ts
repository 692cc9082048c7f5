import type { RecallEstimate } from '../port/collection.ts';

/** Recall of two-stage searches that were repeated exactly, by number of hits and budget. */
export class RecallLog {
  readonly #sums = new Map<string, { k: number; candidateBudget: number; sum: number; queries: number }>();

  /**
   * @param found ids of the hits of a search
   * @param exact ids of the hits of the same search, made exactly
   * @returns share of the exact ones that were found
   */
  add(k: number, candidateBudget: number, found: readonly string[], exact: readonly string[]): number {
    const ids = new Set(found);
    const recall = exact.length === 0 ? 1 : exact.filter((id) => ids.has(id)).length / exact.length;
    const key = `${k} ${candidateBudget}`;
    const entry = this.#sums.get(key) ?? { k, candidateBudget, sum: 0, queries: 0 };
    this.#sums.set(key, { ...entry, sum: entry.sum + recall, queries: entry.queries + 1 });
    return recall;
  }

  estimates(): RecallEstimate[] {
    return [...this.#sums.values()]
      .map(({ k, candidateBudget, sum, queries }) => ({ k, candidateBudget, recall: sum / queries, queries }))
      .sort((a, b) => a.k - b.k || a.candidateBudget - b.candidateBudget);
  }
}
