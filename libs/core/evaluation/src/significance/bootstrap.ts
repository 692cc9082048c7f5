import { bootstrapDraws } from './bootstrap-draws.ts';
import { clusterSums } from './cluster-sums.ts';
import { resolveResampling } from './resampling.ts';
import type { Resampling } from './resampling.ts';

/** A confidence interval. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
  readonly confidence: number;
}

/**
 * Percentile bootstrap interval of the mean of `values`: one row per training seed, one column per query.
 * `clusters[query]` names what queries share, such as their paragraph. Each resample draws seeds and, as the queries
 * are the same under every seed, one set of clusters for all of them (Owen 2007, https://arxiv.org/abs/0712.1111).
 * With one row only the clusters vary. Quantiles are interpolated linearly.
 *
 * A handful of seeds is too few to resample: the interval contains (S - 1) / S of the variance between S seeds and not
 * how little they tell of it. It shows the spread of an arm; what is claimed of other seeds rests on `testOverSeeds`.
 */
export function bootstrapInterval(
  values: readonly (readonly number[])[],
  clusters: readonly string[],
  resampling: Resampling = {},
): Interval {
  const { resamples, seed, confidence } = resolveResampling(resampling);
  const { sums, sizes } = clusterSums(values, clusters);
  const count = sizes.length;
  const drawn = bootstrapDraws({ seed, resamples, rows: values.length, clusters: count });
  const means = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    const { rows, clusters: places } = drawn(resample);
    let sum = 0;
    let size = 0;
    for (const row of rows) {
      const ofSeed = sums[row]!;
      for (let draw = 0; draw < count; draw++) {
        const cluster = places[draw]!;
        sum += ofSeed[cluster]!;
        size += sizes[cluster]!;
      }
    }
    means[resample] = sum / size;
  }
  means.sort();
  const tail = (1 - confidence) / 2;
  return { lower: quantile(means, tail), upper: quantile(means, 1 - tail), confidence };
}

function quantile(ascending: Float64Array, share: number): number {
  const place = share * (ascending.length - 1);
  const low = ascending[Math.floor(place)]!;
  return low + (ascending[Math.ceil(place)]! - low) * (place % 1);
}
