import t from '@stdlib/stats-base-dists-t';

export interface PairedT {
  readonly t: number;
  /** Two-sided, 0 to 1. */
  readonly pValue: number;
  /** Cohen's d for paired samples: the mean difference by the standard deviation of the differences. */
  readonly effectSize: number;
}

/** The paired t-test; undefined for fewer than two differences and where all are the same. */
export function pairedT(differences: readonly number[]): PairedT | undefined {
  const n = differences.length;
  if (n < 2 || differences.every((difference) => difference === differences[0])) return undefined;
  const mean = differences.reduce((sum, x) => sum + x, 0) / n;
  const effectSize = mean / Math.sqrt(differences.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1));
  const statistic = effectSize * Math.sqrt(n);
  return { t: statistic, pValue: 2 * t.cdf(-Math.abs(statistic), n - 1), effectSize };
}
