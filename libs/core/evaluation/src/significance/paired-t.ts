import t from '@stdlib/stats-base-dists-t';
import { clusteredVariance, clusterSums } from './cluster-sums.ts';

export interface PairedT {
  readonly t: number;
  /** Two-sided, 0 to 1. */
  readonly pValue: number;
  /** Cohen's d for paired samples: the mean difference by the standard deviation of the differences. */
  readonly effectSize: number;
}

/**
 * The paired t-test. The standard error is that of whole clusters (`clusteredVariance`), the degrees of freedom one less
 * than there are clusters; without `clusters` every difference is its own, and the test the textbook's. Undefined for
 * fewer than two clusters, where all differences are the same, and where clusters do not vary.
 */
export function pairedT(
  differences: readonly number[],
  clusters: readonly string[] = differences.map((_, index) => String(index)),
): PairedT | undefined {
  const n = differences.length;
  if (n < 2 || differences.every((difference) => difference === differences[0])) return undefined;
  const { sums, sizes } = clusterSums([differences], clusters);
  const mean = differences.reduce((sum, x) => sum + x, 0) / n;
  const squares = differences.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  const error = Math.sqrt(clusteredVariance(sums[0]!, sizes));
  // What rounding leaves of a variance that is 0 would make any mean significant.
  if (!(error > 1e-12 * Math.sqrt(squares / n))) return undefined;
  const statistic = mean / error;
  return {
    t: statistic,
    pValue: 2 * t.cdf(-Math.abs(statistic), sizes.length - 1),
    effectSize: mean / Math.sqrt(squares / (n - 1)),
  };
}
