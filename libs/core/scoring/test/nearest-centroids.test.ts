import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nearestCentroids } from '../src/codec/nearest-centroids.ts';
import { Arena, createKernelMemory, loadKernels } from '../src/index.ts';
import { noisy, randomVectors } from './random-vectors.ts';

const memory = createKernelMemory(2 ** 26);
const kernels = loadKernels(memory);
const dims = 16;

/** Rows close to centroids; what was found for them, and the best product in float64. */
function compare(centroidCount: number, rowCount: number) {
  const centroids = randomVectors(centroidCount, dims, 1);
  const near = Float32Array.from({ length: rowCount * dims }, (_, i) => centroids[(i * 7) % centroids.length]!);
  const rows = noisy(near, dims, 0.6, 2);
  const arena = new Arena(memory);
  const placed = arena.floats(rows.length);
  placed.values.set(rows);
  const found = nearestCentroids(kernels, arena, centroids, dims, rowCount)(placed.pointer, rowCount);
  const product = (row: number, centroid: number) => {
    let sum = 0;
    for (let i = 0; i < dims; i++) sum += rows[row * dims + i]! * centroids[centroid * dims + i]!;
    return sum;
  };
  const best = Array.from({ length: rowCount }, (_, row) =>
    Math.max(...Array.from({ length: centroidCount }, (_, centroid) => product(row, centroid))),
  );
  return { found, best, product };
}

describe('nearestCentroids', () => {
  it('finds the nearest of a few centroids for every row', () => {
    const { found, best } = compare(100, 70);
    best.forEach((value, row) => {
      assert.ok(Math.abs(found.products[row]! - value) < 1e-6);
    });
  });

  it('finds the nearest of many centroids for nearly every row, and states its product truly', () => {
    const { found, best, product } = compare(2000, 300);
    let missed = 0;
    best.forEach((value, row) => {
      assert.ok(Math.abs(found.products[row]! - product(row, found.centroids[row]!)) < 1e-6);
      if (found.products[row]! < value - 1e-6) missed++;
    });
    assert.ok(missed < 30, `${missed} of 300 missed`);
  });
});
