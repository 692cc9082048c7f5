import type { RecallEstimate } from '../port/collection.ts';

/** Pairs of hits and budget that are remembered: clients choose them, and there are millions. */
export const mostPairs = 32;

/** Recall of two-stage searches that were repeated exactly, by the pairs of hits and budget that were sampled last. */
export class RecallLog {
  /** The latest sampled last. */
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
    this.#sums.delete(key);
    this.#sums.set(key, { ...entry, sum: entry.sum + recall, queries: entry.queries + 1 });
    const [oldest] = this.#sums.keys();
    if (this.#sums.size > mostPairs) this.#sums.delete(oldest!);
    return recall;
  }

  /** By number of hits, then by budget. */
  estimates(): RecallEstimate[] {
    return [...this.#sums.values()]
      .map(({ k, candidateBudget, sum, queries }) => ({ k, candidateBudget, recall: sum / queries, queries }))
      .sort((a, b) => a.k - b.k || a.candidateBudget - b.candidateBudget);
  }
}
