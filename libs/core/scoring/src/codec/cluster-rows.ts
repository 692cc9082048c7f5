import { randomWords, sample } from '@optical/random';
import type { Arena } from '../kernels/arena.ts';
import type { KernelFunctions } from '../kernels/kernel-functions.ts';
import { nearestCentroids } from './nearest-centroids.ts';

export interface ClusterOptions {
  /** [count, dims] */
  readonly rows: Float32Array;
  readonly dims: number;
  /** 1 to the number of rows. */
  readonly clusters: number;
  readonly iterations: number;
  readonly seed: number;
  readonly onIteration?: ((iteration: number, meanCosine: number) => void) | undefined;
}

/** Rows compared at a time: bounds the scratch memory. */
const roundRows = 4096;
const centroidStream = 0;

/**
 * Spherical k-means (Dhillon and Modha 2001), started from distinct rows. A cluster that loses all its rows starts again
 * from the row that is worst served.
 * @returns directions [clusters, dims], each of length 1, and the cluster that each row had before they last moved
 */
export function clusterRows(kernels: KernelFunctions, arena: Arena, options: ClusterOptions) {
  const { rows, dims, iterations, seed } = options;
  const count = rows.length / dims;
  const clusters = new Float32Array(options.clusters * dims);
  sample(count, options.clusters, randomWords(seed, centroidStream)).forEach((row, i) => {
    clusters.set(rows.subarray(row * dims, (row + 1) * dims), i * dims);
  });
  normalise(clusters, dims);
  const nearest = new Uint32Array(count);
  const products = new Float32Array(count);
  for (let iteration = 1; iteration <= iterations; iteration++) {
    arena.scoped(() => {
      const placed = arena.floats(Math.min(roundRows, count) * dims);
      const find = nearestCentroids(kernels, arena, clusters, dims, Math.min(roundRows, count));
      for (let first = 0; first < count; first += roundRows) {
        const last = Math.min(count, first + roundRows);
        placed.values.set(rows.subarray(first * dims, last * dims));
        const found = find(placed.pointer, last - first);
        nearest.set(found.centroids, first);
        products.set(found.products, first);
      }
    });
    options.onIteration?.(iteration, mean(products));
    moveToMeans(rows, nearest, products, clusters, dims);
    normalise(clusters, dims);
  }
  return { clusters, nearest };
}

function moveToMeans(
  rows: Float32Array,
  nearest: Uint32Array,
  products: Float32Array,
  clusters: Float32Array,
  dims: number,
): void {
  const sizes = new Uint32Array(clusters.length / dims);
  clusters.fill(0);
  for (let row = 0; row < nearest.length; row++) {
    const cluster = nearest[row]!;
    sizes[cluster]!++;
    for (let dim = 0; dim < dims; dim++) clusters[cluster * dims + dim]! += rows[row * dims + dim]!;
  }
  for (const [cluster, size] of sizes.entries()) {
    if (size > 0) continue;
    const worst = indexOfSmallest(products);
    take(worst, products, nearest);
    clusters.set(rows.subarray(worst * dims, (worst + 1) * dims), cluster * dims);
  }
}

/** No other cluster may start again from this row or a copy of it: two that start alike serve no more than one. */
function take(worst: number, products: Float32Array, nearest: Uint32Array): void {
  const [product, cluster] = [products[worst]!, nearest[worst]!];
  for (let row = worst; row < products.length; row++) {
    if (products[row] === product && nearest[row] === cluster) products[row] = Infinity;
  }
}

function normalise(rows: Float32Array, dims: number): void {
  for (let start = 0; start < rows.length; start += dims) {
    let square = 0;
    for (let i = start; i < start + dims; i++) square += rows[i]! ** 2;
    const inverse = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let i = start; i < start + dims; i++) rows[i]! *= inverse;
  }
}

function indexOfSmallest(values: Float32Array): number {
  let smallest = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! < values[smallest]!) smallest = i;
  return smallest;
}

function mean(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
