import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createGraph, evaluate, input } from '@optical/graph';
import { assertClose } from '../../test/support/numbers.ts';
import {
  costGeometry,
  linearProblem,
  maskedMarginals,
  reference,
  uniformMarginals,
  weightedMarginals,
} from '../index.ts';

const masks = [
  [1, 1, 0, 1],
  [0, 0, 0, 0],
  [0, 1, 1, 0],
];
const weights = [
  [2, 1, 7, 1],
  [1, 1, 1, 1],
  [3, 0, 0, 3],
];

describe('marginals', () => {
  for (const dtype of ['bool', 'float32', 'int64'] as const)
    it(`agree with float64 for a ${dtype} mask`, () => {
      const graph = createGraph();
      const mask = input(graph, 'mask', dtype, [3, 4]);
      const weight = input(graph, 'weight', 'float32', [3, 4]);
      const [masked, weighted] = evaluate([maskedMarginals(mask), weightedMarginals(mask, weight)], {
        mask: masks.flat(),
        weight: weights.flat(),
      });
      assertClose(
        masked!.data,
        masks.flatMap((row) => [...reference.maskedMarginal(row)]),
        1e-12,
      );
      assertClose(
        weighted!.data,
        masks.flatMap((row, i) => [...reference.weightedMarginal(row, weights[i]!)]),
        1e-12,
      );
    });

  it('are uniform over all positions where nothing is masked', () => {
    const [uniform] = evaluate([uniformMarginals(createGraph(), 2, 4)], {});
    assert.deepEqual([...uniform!.data], new Array(8).fill(0.25));
  });
});

describe('a linear problem', () => {
  it('refuses marginals that do not fit the cost, naming both', () => {
    const graph = createGraph();
    const geometry = costGeometry(input(graph, 'C', 'float32', ['batch', 3, 4]));
    const a = input(graph, 'a', 'float32', ['batch', 3]);
    const wrong = input(graph, 'wrong', 'float32', ['batch', 3]);
    assert.throws(() => linearProblem(geometry, a, wrong), {
      kind: 'invalid-argument',
      message: /marginal b wrong: float32 \[batch, 3\] is not float32 \[batch, 4\], the positions of cost C/,
    });
  });

  it('has lengths that are known, while the batch may be free', () => {
    const graph = createGraph();
    const [a, b] = [input(graph, 'a', 'float32', ['batch', 'n']), input(graph, 'b', 'float32', ['batch', 4])];
    const geometry = costGeometry(input(graph, 'C', 'float32', ['batch', 'n', 4]));
    assert.throws(() => linearProblem(geometry, a, b), { kind: 'invalid-argument', message: /lengths n and 4/ });
  });
});
