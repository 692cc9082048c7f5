import { invalidArgument } from '@optical/errors';
import { bootstrapDraws } from './bootstrap-draws.ts';
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
 */
export function bootstrapInterval(
  values: readonly (readonly number[])[],
  clusters: readonly string[],
  resampling: Resampling = {},
): Interval {
  const { resamples, seed, confidence } = resolveResampling(resampling);
  checkRows(values, clusters);
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

function clusterSums(values: readonly (readonly number[])[], clusters: readonly string[]) {
  const names = new Map<string, number>();
  for (const cluster of clusters) if (!names.has(cluster)) names.set(cluster, names.size);
  const sizes = new Float64Array(names.size);
  const sums = values.map(() => new Float64Array(names.size));
  for (const [query, name] of clusters.entries()) {
    const cluster = names.get(name)!;
    sizes[cluster]! += 1;
    for (const [row, ofSeed] of values.entries()) sums[row]![cluster]! += ofSeed[query]!;
  }
  return { sums, sizes };
}

function quantile(ascending: Float64Array, share: number): number {
  const place = share * (ascending.length - 1);
  const low = ascending[Math.floor(place)]!;
  return low + (ascending[Math.ceil(place)]! - low) * (place % 1);
}

/** Refuses no rows, rows of another length than `clusters`, none at all, and values that are not finite. */
export function checkRows(values: readonly (readonly number[])[], clusters: readonly string[]): void {
  if (values.length === 0 || clusters.length === 0) {
    throw invalidArgument({ field: 'values', description: 'needs at least one seed and one query' });
  }
  for (const [row, ofSeed] of values.entries()) {
    if (ofSeed.length !== clusters.length || !ofSeed.every(Number.isFinite)) {
      const description = `needs ${clusters.length} finite numbers, one per query`;
      throw invalidArgument({ field: `values[${row}]`, description });
    }
  }
}
