import { normal, randomWords } from '@optical/random';

/** Random directions [count, dims], each of length 1. */
export function randomVectors(count: number, dims: number, seed: number): Float32Array {
  const word = randomWords(seed, 9);
  const vectors = Float32Array.from({ length: count * dims }, () => normal(word));
  return normalised(vectors, dims);
}

/** The vectors with noise of about `size` times their length, each of length 1 again. */
export function noisy(vectors: Float32Array, dims: number, size: number, seed: number): Float32Array {
  const word = randomWords(seed, 8);
  return normalised(
    vectors.map((value) => value + (size * normal(word)) / Math.sqrt(dims)),
    dims,
  );
}

function normalised(vectors: Float32Array, dims: number): Float32Array {
  for (let start = 0; start < vectors.length; start += dims) {
    const row = vectors.subarray(start, start + dims);
    const length = Math.hypot(...row);
    row.forEach((value, i) => (row[i] = value / length));
  }
  return vectors;
}
