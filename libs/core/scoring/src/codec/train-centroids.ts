import { Arena } from '../kernels/arena.ts';
import type { KernelFunctions } from '../kernels/kernel-functions.ts';
import { clusterRows } from './cluster-rows.ts';

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

/** Directions that the vectors cluster round, [centroids, dims], each of length 1, by spherical k-means. */
export function trainCentroids(kernels: KernelFunctions, arena: Arena, options: CentroidOptions): Float32Array {
  const { vectors: rows, dims, centroids, iterations, seed, onIteration } = options;
  const clusters = Math.min(centroids, rows.length / dims);
  return clusterRows(kernels, arena, { rows, dims, clusters, iterations, seed, onIteration }).clusters;
}
