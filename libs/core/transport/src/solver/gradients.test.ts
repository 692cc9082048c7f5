import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createGraph, evaluate, gradients, input, mul, reduceSum } from '@optical/graph';
import type { Value } from '@optical/graph';
import { assertClose, randomNumbers } from '../../test/support/numbers.ts';
import { constantEpsilon, costGeometry, ipot, linearProblem, sinkhorn, unbalancedSinkhorn } from '../index.ts';
import type { GradientOptions, LinearProblem, TransportOutput } from '../index.ts';

type Solver = (problem: LinearProblem, options: GradientOptions) => TransportOutput;

const schedule = constantEpsilon(0.3, 6);
const solvers: Readonly<Record<string, Solver>> = {
  'kernel-domain Sinkhorn': (problem, options) => sinkhorn(problem, { schedule, domain: 'kernel', ...options }),
  'stabilised Sinkhorn': (problem, options) =>
    sinkhorn(problem, { schedule: [0.6, ...schedule], domain: 'stabilised', ...options }),
  'log-domain Sinkhorn': (problem, options) => sinkhorn(problem, { schedule, domain: 'log', ...options }),
  IPOT: (problem, options) => ipot(problem, { outerIterations: 4, innerIterations: 2, ...options }),
  'unbalanced Sinkhorn': (problem, options) => unbalancedSinkhorn(problem, { schedule, relaxation: 0.5, ...options }),
};

/** Two pairs of 3 x 4 positions, the last row of the second pair masked. */
const [size, rows, columns] = [2, 3, 4];
const random = randomNumbers(11);
const feeds = {
  C: Float64Array.from({ length: size * rows * columns }, random),
  a: Float64Array.of(0.2, 0.3, 0.5, 0.4, 0.6, 0),
  b: Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.25, 0.25, 0.25, 0.25),
};
const weights = Float64Array.from({ length: size * rows * columns }, random);

function build(solver: Solver, options: GradientOptions) {
  const graph = createGraph();
  const cost = input(graph, 'C', 'float32', [size, rows, columns]);
  const a = input(graph, 'a', 'float32', [size, rows]);
  const b = input(graph, 'b', 'float32', [size, columns]);
  const weight = input(graph, 'w', 'float32', [size, rows, columns]);
  return { cost, weight, output: solver(linearProblem(costGeometry(cost, 1), a, b), options) };
}

function derivative(loss: Value, cost: Value, fed: Record<string, Float64Array>): Float64Array {
  return evaluate([gradients(loss, [cost])[0]!], fed)[0]!.data;
}

for (const [name, solver] of Object.entries(solvers))
  describe(`the gradient through ${name}`, () => {
    it('of the cost is the plan, as long as the plan is detached', () => {
      const { cost, output } = build(solver, {});
      const [plan] = evaluate([output.plan], feeds);
      assertClose(derivative(reduceSum(output.cost), cost, feeds), plan!.data, 0);
    });

    it('of any function of the plan agrees with central differences when unrolled', () => {
      const { cost, weight, output } = build(solver, { unrolled: true });
      const loss = reduceSum(mul(output.plan, weight));
      const fed = { ...feeds, w: weights };
      const analytic = derivative(loss, cost, fed);
      const step = 1e-5;
      const lossAt = (entry: number, delta: number): number =>
        evaluate([loss], { ...fed, C: feeds.C.with(entry, feeds.C[entry]! + delta) })[0]!.data[0]!;
      const numeric = feeds.C.map((_, entry) => (lossAt(entry, step) - lossAt(entry, -step)) / (2 * step));
      assert.ok(analytic.some((value) => Math.abs(value) > 1e-3));
      assertClose(analytic, numeric, 1e-7);
    });
  });
