import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Arena, createKernelMemory, loadKernels, trainCentroids, type CentroidOptions } from '../src/index.ts';
import { noisy, randomVectors } from './random-vectors.ts';
import { naiveDot } from './reference.ts';

const memory = createKernelMemory(2 ** 27);
const kernels = loadKernels(memory);
const dims = 8;
const seeds = Array.from({ length: 20 }, (_, seed) => seed);

const train = (options: Omit<CentroidOptions, 'dims'>) =>
  trainCentroids(kernels, new Arena(memory), { dims, ...options });
const rowsOf = (vectors: Float32Array) =>
  Array.from({ length: vectors.length / dims }, (_, row) => vectors.subarray(row * dims, (row + 1) * dims));

/** For each vector the centroid of the largest dot product, the first of equals, and that product, in float64. */
function assign(vectors: Float32Array, centroids: Float32Array) {
  const columns = rowsOf(centroids);
  return rowsOf(vectors).map((row) => {
    const products = columns.map((column) => naiveDot(row, column));
    const product = Math.max(...products);
    return { centroid: products.indexOf(product), product };
  });
}

const meanCosine = (vectors: Float32Array, centroids: Float32Array) =>
  assign(vectors, centroids).reduce((sum, { product }) => sum + product, 0) / (vectors.length / dims);

/** `count` vectors, in turn about each of some directions at right angles, and those directions. */
function planted(topics: number, count: number, noise: number, seed: number) {
  const centres = Float32Array.from({ length: topics * dims }, (_, i) => (i % (dims + 1) === 0 ? 1 : 0));
  const vectors = Float32Array.from({ length: count * dims }, (_, i) => centres[i % centres.length]!);
  return { centres, vectors: noisy(vectors, dims, noise, seed) };
}

/** The least that any topic is like its nearest centroid, and any centroid like its nearest topic. */
function likeness(centres: Float32Array, centroids: Float32Array): readonly [number, number] {
  const least = (of: Float32Array, to: Float32Array) => Math.min(...assign(of, to).map(({ product }) => product));
  return [least(centres, centroids), least(centroids, centres)];
}

function assertClose(actual: Float32Array, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]!) < tolerance, `${value} is not ${expected[i]}`);
  });
}

describe('trainCentroids', () => {
  // More vectors than are compared in one round, and no number of whole blocks.
  const vectors = noisy(planted(8, 5003, 0, 0).vectors, dims, 1, 1);
  const after = Array.from({ length: 11 }, (_, iterations) => {
    const heard: { iteration: number; cosine: number }[] = [];
    const onIteration = (iteration: number, cosine: number) => heard.push({ iteration, cosine });
    return { centroids: train({ vectors, centroids: 21, iterations, seed: 1, onIteration }), heard };
  });
  const cosines = after.map(({ centroids }) => meanCosine(vectors, centroids));

  it('serves the vectors better from iteration to iteration, and well in the end', () => {
    for (let i = 1; i < cosines.length; i++) assert.ok(cosines[i]! > cosines[i - 1]! - 1e-6, cosines.join(' '));
    assert.ok(cosines.at(-1) > cosines[0]! + 0.08, cosines.join(' '));
  });

  it('reports after each iteration how well the centroids served that it began with', () => {
    const { heard } = after.at(-1);
    assert.deepEqual(
      heard.map(({ iteration }) => iteration),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    );
    heard.forEach(({ cosine }, i) => {
      assert.ok(Math.abs(cosine - cosines[i]!) < 1e-6);
    });
  });

  it('starts from vectors that differ', () => {
    const { centroids } = after[0]!;
    const places = rowsOf(centroids).map((start) =>
      rowsOf(vectors).findIndex((row) => row.every((value, dim) => Math.abs(value - start[dim]!) < 1e-6)),
    );
    assert.ok(places.every((place) => place >= 0));
    assert.equal(new Set(places).size, 21);
  });

  it('moves each centroid to the mean direction of the vectors that are nearest to it', () => {
    for (let i = 1; i < after.length; i++) {
      const sums = rowsOf(after[i]!.centroids).map(() => new Float64Array(dims));
      const rows = rowsOf(vectors);
      assign(vectors, after[i - 1]!.centroids).forEach(({ centroid }, row) => {
        rows[row]!.forEach((value, dim) => (sums[centroid]![dim]! += value));
      });
      const means = sums.flatMap((sum) => Array.from(sum, (value) => value / Math.hypot(...sum)));
      assertClose(after[i]!.centroids, means, 1e-4);
    }
  });

  it('gives directions of length 1, of vectors of any length', () => {
    const long = vectors.map((value, i) => value * (1 + (Math.floor(i / dims) % 7)));
    for (const iterations of [0, 1, 6]) {
      for (const row of rowsOf(train({ vectors: long, centroids: 40, iterations, seed: 2 }))) {
        assert.ok(Math.abs(naiveDot(row, row) - 1) < 1e-6);
      }
    }
  });

  it('is fixed by its seed, and differs between seeds', () => {
    const bytes = (seed: number) => Buffer.from(train({ vectors, centroids: 21, iterations: 3, seed }).buffer);
    assert.deepEqual(bytes(1), bytes(1));
    assert.notDeepEqual(bytes(1), bytes(2));
  });

  it('separates two topics by two centroids from any start', () => {
    for (const seed of seeds) {
      const { centres, vectors } = planted(2, 100, 0.3, seed);
      const centroids = train({ vectors, centroids: 2, iterations: 20, seed });
      assert.ok(Math.min(...likeness(centres, centroids)) > 0.99, `seed ${seed}`);
    }
  });

  it('misses no topic and mixes none when there are several centroids for each', () => {
    for (const seed of seeds) {
      const { centres, vectors } = planted(8, 400, 0.2, seed);
      const centroids = train({ vectors, centroids: 64, iterations: 20, seed });
      const [found, pure] = likeness(centres, centroids);
      assert.ok(found > 0.99 && pure > 0.9, `seed ${seed}: ${found}, ${pure}`);
      assert.ok(meanCosine(vectors, centroids) > meanCosine(vectors, centres), `seed ${seed}`);
    }
  });

  it('finds all distinct vectors among many copies, so that no centroid is left without a vector', () => {
    for (const seed of seeds) {
      const distinct = randomVectors(20, dims, seed);
      // Half of all vectors are copies of the first: most starts are alike, and serve nothing.
      const copies = Float32Array.from({ length: 400 * dims }, (_, i) => {
        const row = Math.floor(i / dims);
        return distinct[(row < 200 ? 0 : (row % 20) * dims) + (i % dims)]!;
      });
      const centroids = train({ vectors: copies, centroids: 20, iterations: 4, seed });
      assert.equal(new Set(assign(copies, centroids).map(({ centroid }) => centroid)).size, 20);
      assert.ok(meanCosine(copies, centroids) > 1 - 1e-6, `seed ${seed}`);
    }
  });

  it('starts idle centroids again from vectors of their own, so that two iterations find the odd ones among copies', () => {
    for (const seed of seeds) {
      const distinct = randomVectors(10, dims, seed);
      const copies = Float32Array.from({ length: 300 * dims }, (_, i) => distinct[i < distinct.length ? i : i % dims]!);
      const centroids = train({ vectors: copies, centroids: 10, iterations: 2, seed });
      assert.equal(new Set(assign(distinct, centroids).map(({ centroid }) => centroid)).size, 10, `seed ${seed}`);
      assert.ok(meanCosine(distinct, centroids) > 1 - 1e-6, `seed ${seed}`);
    }
  });

  it('gives as many centroids as there are vectors when more are wanted', () => {
    const few = randomVectors(5, dims, 3);
    const centroids = train({ vectors: few, centroids: 9, iterations: 2, seed: 1 });
    assert.equal(centroids.length, few.length);
    assert.ok(meanCosine(few, centroids) > 1 - 1e-6);
  });

  it('serves the vectors better with so many centroids that they are compared in groups', () => {
    const served = (iterations: number) => meanCosine(vectors, train({ vectors, centroids: 600, iterations, seed: 1 }));
    const [start, end] = [served(0), served(5)];
    assert.ok(end > start + 0.02, `${start}, ${end}`);
  });
});
