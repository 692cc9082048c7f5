import { invalidArgument } from '@optical/errors';

/** Sums of values over clusters, in the order in which the clusters first appear. */
export interface ClusterSums {
  /** `sums[row][cluster]`. */
  readonly sums: readonly Float64Array[];
  /** Values of each cluster in one row. */
  readonly sizes: Float64Array;
}

/** @param clusters name of each column's cluster, such as a query's paragraph */
export function clusterSums(values: readonly (readonly number[])[], clusters: readonly string[]): ClusterSums {
  checkRows(values, clusters);
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

/**
 * Variance of the mean over all columns when whole clusters are drawn: the usual linearisation of a ratio of sums,
 * C / (C - 1) times the sum over the C clusters of (sum - mean x size) squared, by the squared number of columns. With
 * one column to a cluster it is the variance of a mean of independent values. NaN for a single cluster.
 */
export function clusteredVariance(sums: Float64Array, sizes: Float64Array): number {
  const total = (of: Float64Array) => of.reduce((sum, x) => sum + x, 0);
  const [count, columns] = [sizes.length, total(sizes)];
  const mean = total(sums) / columns;
  const squares = sums.reduce((partial, sum, cluster) => partial + (sum - mean * sizes[cluster]!) ** 2, 0);
  return ((count / (count - 1)) * squares) / columns ** 2;
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
