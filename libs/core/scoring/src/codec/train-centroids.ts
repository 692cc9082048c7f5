import { randomWords, sample } from '@optical/random';
import { Arena } from '../kernels/arena.ts';
import { blockLanes, blocksOf, type KernelFunctions } from '../kernels/kernel-functions.ts';

/** What to cluster, and how. */
export interface CentroidOptions {
  /** Token vectors [count, dims]. */
  readonly vectors: Float32Array;
  readonly dims: number;
  /** Centroids to find, at least 1; at most as many as vectors are found. */
  readonly centroids: number;
  readonly iterations: number;
  readonly seed: number;
  /** Called after each iteration. Throwing ends the training. */
  readonly onIteration?: (iteration: number, meanCosine: number) => void;
}

/**
 * Directions that the vectors cluster round, [centroids, dims], each of length 1 (spherical k-means, Dhillon and Modha
 * 2001), started from distinct vectors. A cluster that loses all its vectors starts again from the vector that is worst
 * served.
 */
export function trainCentroids(kernels: KernelFunctions, arena: Arena, options: CentroidOptions): Float32Array {
  const { dims, vectors, iterations, seed } = options;
  const count = vectors.length / dims;
  const wanted = Math.min(options.centroids, count);
  return arena.scoped(() => {
    const rows = arena.floats(vectors.length);
    rows.values.set(vectors);
    const centroids = arena.floats(wanted * dims);
    const packed = arena.floats(blocksOf(wanted) * blockLanes * dims).pointer;
    const best = arena.floats(count);
    const nearest = arena.words(count);
    const scratch = arena.floats(2 * blockLanes).pointer;

    sample(count, wanted, randomWords(seed, centroidStream)).forEach((row, i) => {
      centroids.values.set(vectors.subarray(row * dims, (row + 1) * dims), i * dims);
    });
    normalise(centroids.values, dims);
    for (let iteration = 1; iteration <= iterations; iteration++) {
      kernels.pack(centroids.pointer, wanted, dims, packed);
      kernels.nearest(rows.pointer, count, dims, packed, wanted, scratch, best.pointer, nearest.pointer);
      options.onIteration?.(iteration, mean(best.values));
      moveToMeans(vectors, nearest.values, best.values, centroids.values, dims);
      normalise(centroids.values, dims);
    }
    return centroids.values.slice();
  });
}

const centroidStream = 0;

function moveToMeans(
  vectors: Float32Array,
  nearest: Uint32Array,
  best: Float32Array,
  centroids: Float32Array,
  dims: number,
): void {
  const sizes = new Uint32Array(centroids.length / dims);
  centroids.fill(0);
  for (let row = 0; row < nearest.length; row++) {
    const cluster = nearest[row]!;
    sizes[cluster]!++;
    for (let dim = 0; dim < dims; dim++) centroids[cluster * dims + dim]! += vectors[row * dims + dim]!;
  }
  for (const [cluster, size] of sizes.entries()) {
    if (size > 0) continue;
    const worst = indexOfSmallest(best);
    best[worst] = Infinity;
    centroids.set(vectors.subarray(worst * dims, (worst + 1) * dims), cluster * dims);
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
