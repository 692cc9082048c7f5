import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { arbitraryProblem } from '../../test/support/arbitrary-problem.ts';
import { assertClose } from '../../test/support/numbers.ts';
import { assign } from '../assignment/assign.ts';
import { annealedEpsilon, constantEpsilon } from '../epsilon-schedule.ts';
import { dualityGap, matrixOf, sinkhorn } from './index.ts';
import type { LinearProblem } from './index.ts';
import { buildMatrix, entryOf, outerProduct } from './matrix.ts';

const schedule = constantEpsilon(0.1, 50);

describe('reference Sinkhorn', () => {
  it('costs at most epsilon log n more than the exact assignment', () => {
    const epsilon = 1e-3;
    fc.assert(
      fc.property(arbitraryProblem({ square: true }), (problem) => {
        const annealed = annealedEpsilon({ start: 2, target: epsilon, decay: 0.95, iterations: 400 });
        const { cost, residual } = sinkhorn(problem, { schedule: annealed });
        const exact = assign(problem.cost).cost / problem.cost.rows;
        const slack = epsilon * Math.log(problem.cost.rows) + 2 * residual + 1e-9;
        assert.ok(Math.abs(cost - exact) <= slack, `${cost} against ${exact}`);
      }),
      { numRuns: 50 },
    );
  });

  it('becomes the outer product of the marginals as epsilon grows', () => {
    fc.assert(
      fc.property(arbitraryProblem(), (problem) => {
        const { plan } = sinkhorn(problem, { schedule: constantEpsilon(1e8, 2) });
        assertClose(plan.values, outerProduct(problem.a, problem.b).values, 1e-7);
      }),
    );
  });

  it('has a duality gap of at least 0, near 0 once it has converged', () => {
    fc.assert(
      fc.property(arbitraryProblem({ masked: true }), fc.integer({ min: 1, max: 20 }), (problem, iterations) => {
        const gap = dualityGap(problem, sinkhorn(problem, { schedule: constantEpsilon(0.5, iterations) }), 0.5);
        const converged = dualityGap(problem, sinkhorn(problem, { schedule: constantEpsilon(0.5, 1000) }), 0.5);
        assert.ok(gap >= -1e-12 && converged >= -1e-12 && converged < 1e-6, `${gap}, ${converged}`);
      }),
    );
  });

  it('permutes the plan as the positions are permuted', () => {
    fc.assert(
      fc.property(arbitraryProblem({ masked: true }), (problem) => {
        assertClose(
          sinkhorn(reversed(problem), { schedule }).plan.values,
          sinkhorn(problem, { schedule }).plan.values.toReversed(),
          1e-12,
        );
      }),
    );
  });

  it('moves no mass from or to a masked position, whatever its costs', () => {
    const cost = matrixOf(2, 3, [0.1, NaN, 0.3, Infinity, -1e300, NaN]);
    const { plan, finite } = sinkhorn(
      { cost, a: Float64Array.of(1, 0), b: Float64Array.of(0.5, 0, 0.5) },
      { schedule },
    );
    assert.ok(finite);
    assertClose(plan.values, [0.5, 0, 0.5, 0, 0, 0], 1e-12);
  });

  it('answers a pair without any mass on one side with the zero plan at no cost', () => {
    const problem = { cost: matrixOf(1, 2, [1, 2]), a: Float64Array.of(1), b: Float64Array.of(0, 0) };
    const { plan, cost, residual, finite } = sinkhorn(problem, { schedule });
    assert.deepEqual(
      { plan: [...plan.values], cost, residual, finite },
      { plan: [0, 0], cost: 0, residual: 0, finite: true },
    );
  });

  it('flags a plan that is not finite and answers with the outer product of the marginals', () => {
    const problem = { cost: matrixOf(1, 2, [NaN, 0]), a: Float64Array.of(1), b: Float64Array.of(0.25, 0.75) };
    const { plan, finite } = sinkhorn(problem, { schedule });
    assert.equal(finite, false);
    assert.deepEqual([...plan.values], [0.25, 0.75]);
  });

  it('stops at the asked residual, but not before the last epsilon of its schedule', () => {
    const problem = {
      cost: matrixOf(2, 2, [0, 1, 0.5, 0.2]),
      a: Float64Array.of(0.5, 0.5),
      b: Float64Array.of(0.3, 0.7),
    };
    const annealed = annealedEpsilon({ start: 1, target: 0.25, decay: 0.5, iterations: 1000 });
    const { iterations, residual } = sinkhorn(problem, { schedule: annealed, tolerance: 1e-6 });
    assert.ok(iterations > 2 && iterations < 1000);
    assert.ok(residual <= 1e-6);
    assert.equal(sinkhorn(problem, { schedule: annealed, tolerance: 10 }).iterations, 3);
  });

  it('refuses marginals of different mass, negative mass and a wrong number of masses', () => {
    const cost = matrixOf(1, 2, [1, 2]);
    const solve = (a: number[], b: number[]) => () =>
      sinkhorn({ cost, a: Float64Array.from(a), b: Float64Array.from(b) }, { schedule });
    assert.throws(solve([1], [1, 1]), { kind: 'invalid-argument', message: /mass 2 differs from the mass 1/ });
    assert.throws(solve([1], [2, -1]), { kind: 'invalid-argument', message: /-1 is not/ });
    assert.throws(solve([1], [1]), { kind: 'invalid-argument', message: /1 masses for 2 positions/ });
  });
});

function reversed({ cost, a, b }: LinearProblem): LinearProblem {
  const { rows, columns } = cost;
  return {
    cost: buildMatrix(rows, columns, (i, j) => entryOf(cost, rows - 1 - i, columns - 1 - j)),
    a: a.toReversed(),
    b: b.toReversed(),
  };
}
