import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createGraph, gradients, input, reduceSum, tensor } from '@optical/graph';
import { batchOf, pairOf } from '../../test/support/batch.ts';
import { assertClose, randomNumbers } from '../../test/support/numbers.ts';
import { runModel } from '../../test/support/run-model.ts';
import { assignmentPlans, costGeometry, linearProblem, reference, transportOutput } from '../index.ts';

const random = randomNumbers(3);

function problem(rows: number, columns: number, maskA: number[], maskB: number[]): reference.LinearProblem {
  return {
    cost: reference.matrixOf(rows, columns, Array.from({ length: rows * columns }, random)),
    a: reference.maskedMarginal(maskA),
    b: reference.maskedMarginal(maskB),
  };
}

const batch = batchOf([
  problem(3, 4, [1, 1, 1], [1, 0, 1, 1]),
  problem(2, 3, [1, 1], [1, 1, 1]),
  problem(3, 3, [0, 0, 0], [1, 1, 1]),
]);

describe('assignment plans', () => {
  it('share the mass equally among the matches and leave out what is masked', () => {
    const { plan, finite } = assignmentPlans(batch);
    const masses = [0, 1, 2].map((pair) => [...plan.subarray(12 * pair, 12 * pair + 12)].filter((mass) => mass > 0));
    assert.deepEqual(
      masses.map((entries) => entries.length),
      [3, 2, 0],
    );
    assertClose(masses[0]!, [1 / 3, 1 / 3, 1 / 3], 1e-7);
    assertClose(masses[1]!, [0.5, 0.5], 1e-7);
    assert.deepEqual([...finite], [1, 1, 1]);
  });

  it('fall back to the outer product, flagged, for a pair whose cost is not finite', () => {
    const cost = batch.cost.with(0, NaN);
    const { plan, finite } = assignmentPlans({ ...batch, cost });
    assert.deepEqual([...finite], [0, 1, 1]);
    const { a, b } = pairOf(batch, 0);
    assertClose(
      plan.subarray(0, 12),
      Float64Array.from({ length: 12 }, (_, k) => a[Math.floor(k / 4)]! * b[k % 4]!),
      1e-7,
    );
  });

  it('are constant plans of a training graph: the gradient of their cost is the plan', async () => {
    const graph = createGraph();
    const [cost, plan] = [input(graph, 'C', 'float32', [3, 3, 4]), input(graph, 'T', 'float32', [3, 3, 4])];
    const [a, b] = [input(graph, 'a', 'float32', [3, 3]), input(graph, 'b', 'float32', [3, 4])];
    const output = transportOutput(linearProblem(costGeometry(cost), a, b), { plan, iterations: 0 });
    const [gradient] = gradients(reduceSum(output.cost), [cost]);
    const plans = assignmentPlans(batch);
    const results = await runModel(
      { gradient: gradient!, residual: output.residual },
      {
        C: tensor('float32', [3, 3, 4], batch.cost),
        T: tensor('float32', [3, 3, 4], plans.plan),
        a: tensor('float32', [3, 3], batch.a),
        b: tensor('float32', [3, 4], batch.b),
      },
    );
    assertClose(results.gradient!, plans.plan, 0);
    // As many rows as columns: no residual. 2 rows to 3 columns: |1/2 - 1/3| twice and 1/3 once.
    assertClose(results.residual!, [0, 2 / 3, 0], 1e-6);
  });
});
