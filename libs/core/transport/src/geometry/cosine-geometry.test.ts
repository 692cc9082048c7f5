import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createGraph, evaluate, input } from '@optical/graph';
import { assertClose, randomNumbers } from '../../test/support/numbers.ts';
import { cosineGeometry, costGeometry, reference } from '../index.ts';

describe('cosine geometry', () => {
  it('agrees with float64 for every pair of a batch, normalised here or before', () => {
    const graph = createGraph();
    const [x, y] = [input(graph, 'x', 'float32', [2, 3, 5]), input(graph, 'y', 'float32', [2, 4, 5])];
    const random = randomNumbers(9);
    const feeds = { x: Float64Array.from({ length: 30 }, random), y: Float64Array.from({ length: 40 }, random) };
    const [cost, raw] = evaluate([cosineGeometry(x, y).cost, cosineGeometry(x, y, { normalized: true }).cost], feeds);
    for (const pair of [0, 1]) {
      const first = reference.matrixOf(3, 5, feeds.x.subarray(15 * pair, 15 * pair + 15));
      const second = reference.matrixOf(4, 5, feeds.y.subarray(20 * pair, 20 * pair + 20));
      assertClose(cost!.data.subarray(12 * pair, 12 * pair + 12), reference.cosineCost(first, second).values, 1e-12);
    }
    assert.ok(raw!.data.some((value, k) => Math.abs(value - cost!.data[k]!) > 0.1));
  });

  it('is float32 for half-precision vectors and promises a range of 2', () => {
    const graph = createGraph();
    const [x, y] = [input(graph, 'x', 'float16', [1, 2, 4]), input(graph, 'y', 'float16', [1, 3, 4])];
    const { cost, range } = cosineGeometry(x, y);
    assert.deepEqual([cost.dtype, cost.shape, range], ['float32', [1, 2, 3], 2]);
  });
});

describe('a geometry of given costs', () => {
  it('refuses costs that are not float32 or have no batch axis', () => {
    const graph = createGraph();
    for (const [name, dtype, shape] of [
      ['half', 'float16', [1, 2, 3]],
      ['flat', 'float32', [2, 3]],
    ] as const)
      assert.throws(() => costGeometry(input(graph, name, dtype, shape)), {
        kind: 'invalid-argument',
        message: new RegExp(`cost ${name}`),
      });
  });
});
