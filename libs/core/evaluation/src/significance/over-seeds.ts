import t from '@stdlib/stats-base-dists-t';
import type { Interval } from './bootstrap.ts';
import { clusteredVariance, clusterSums } from './cluster-sums.ts';

/** What a mean over the seeds that ran says of all seeds and all paragraphs. */
export interface SeedsTest {
  /** Two-sided, that the mean is 0; at least 1e-12. */
  readonly pValue: number;
  readonly interval: Interval;
}

const leastPValue = 1e-12;

/**
 * Tests the mean of `values`, one row per training seed, one column per query, with both seeds and clusters drawn at
 * random: a claim about methods, under other seeds and on other paragraphs, needs this test; one that resamples queries
 * or paragraphs alone speaks of the trained models.
 *
 * Seeds and paragraphs are crossed. The variance of the mean is at most, on average, the sum of that between the means
 * of S seeds, by S, and that between C clusters (`clusteredVariance`): what is common to both is counted twice, as in
 * Clark's min F' (1973, "The language-as-fixed-effect fallacy"). The two are known with S - 1 and C - 1 degrees of
 * freedom. The half-width of the interval is the root of the sum of their two squared half-widths (Howe 1974,
 * "Approximate confidence limits on the mean of X + Y", JASA 69), and the p-value the level at which the interval
 * reaches 0. For S of 2, 3 and 5 and any ratio of the two variances this rejects at most as often as it should;
 * Satterthwaite's degrees of freedom reject up to twice as often at 5 % and S = 2, and up to twenty times at the levels
 * that corrections ask for; a bootstrap of so few seeds is worse.
 *
 * Two seeds seldom show anything: the quantile of one degree of freedom is 12.7 at 5 %. Undefined for a single seed,
 * which says nothing of others, for a single cluster, and where nothing varies.
 */
export function testOverSeeds(
  values: readonly (readonly number[])[],
  clusters: readonly string[],
  confidence: number,
): SeedsTest | undefined {
  const seeds = values.length;
  const { sums, sizes } = clusterSums(values, clusters);
  if (seeds < 2 || sizes.length < 2) return undefined;
  const means = values.map((row) => row.reduce((sum, x) => sum + x, 0) / row.length);
  const mean = means.reduce((sum, x) => sum + x, 0) / seeds;
  const ofMean = sizes.map((_, cluster) => sums.reduce((sum, ofSeed) => sum + ofSeed[cluster]!, 0) / seeds);
  const bySeed = means.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (seeds - 1) / seeds;
  const byCluster = clusteredVariance(ofMean, sizes);
  // Rounding leaves something of a variance that is 0.
  if (!(Math.sqrt(bySeed + byCluster) > 1e-12 * Math.abs(mean))) return undefined;
  const halfWidth = (level: number): number => {
    const squared = (variance: number, freedom: number) => variance * t.quantile(level / 2, freedom) ** 2;
    return Math.sqrt(squared(bySeed, seeds - 1) + squared(byCluster, sizes.length - 1));
  };
  const half = halfWidth(1 - confidence);
  return {
    pValue: levelAt(Math.abs(mean), halfWidth),
    interval: { lower: mean - half, upper: mean + half, confidence },
  };
}

/** The level from 1e-12 to 1 whose half-width is `distance`, by bisection of its logarithm: half-widths fall with it. */
function levelAt(distance: number, halfWidth: (level: number) => number): number {
  let [low, high] = [Math.log(leastPValue), 0];
  for (let round = 0; round < 50; round++) {
    const middle = (low + high) / 2;
    if (halfWidth(Math.exp(middle)) > distance) low = middle;
    else high = middle;
  }
  return Math.exp(high);
}
