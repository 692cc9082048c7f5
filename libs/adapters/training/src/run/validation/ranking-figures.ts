/** How foreign texts rank the English sides of held-out pairs. */
export interface RankingFigures {
  /** Share of the texts with the same best ten, in the same order, as another. */
  readonly identicalRankings: number;
  /** Mean of 1 / rank of each text's own translation. */
  readonly reciprocalRank: number;
}

const depth = 10;

/** @param scores [count, count]: of text i with the English side of pair j; ties rank the smaller j first */
export function rankingFigures(scores: Float32Array, count: number): RankingFigures {
  const seen = new Map<string, number>();
  let reciprocal = 0;
  for (let text = 0; text < count; text++) {
    const row = scores.subarray(text * count, (text + 1) * count);
    const order = Array.from(row.keys()).sort((a, b) => row[b]! - row[a]! || a - b);
    reciprocal += 1 / (order.indexOf(text) + 1);
    const best = order.slice(0, depth).join();
    seen.set(best, (seen.get(best) ?? 0) + 1);
  }
  const repeated = Array.from(seen.values()).filter((times) => times > 1);
  return {
    identicalRankings: repeated.reduce((sum, times) => sum + times, 0) / count,
    reciprocalRank: reciprocal / count,
  };
}
