import assert from 'node:assert/strict';

/** Uniform numbers in [0, 1), the same for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The largest |x_k - y_k|; NaN if one of them is. */
export function largestDifference(x: ArrayLike<number>, y: ArrayLike<number>): number {
  assert.equal(x.length, y.length);
  return Array.from(x).reduce((largest, value, k) => Math.max(largest, Math.abs(value - y[k]!)), 0);
}

export function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what = '',
): void {
  const difference = largestDifference(actual, expected);
  assert.ok(difference <= tolerance, `${what} differs by ${difference}, more than ${tolerance}`);
}
