import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { arbitraryProblem } from '../../test/support/arbitrary-problem.ts';
import { assertClose } from '../../test/support/numbers.ts';
import { constantEpsilon } from '../epsilon-schedule.ts';
import { matrixOf, sinkhorn, unbalancedDualityGap, unbalancedSinkhorn } from './index.ts';
import { sum } from './matrix.ts';

const schedule = constantEpsilon(0.2, 500);

describe('reference unbalanced Sinkhorn', () => {
  it('becomes balanced transport as the price of a missed marginal grows', () => {
    fc.assert(
      fc.property(arbitraryProblem({ masked: true }), (problem) => {
        const relaxed = unbalancedSinkhorn(problem, { schedule, relaxation: 1e7 });
        assertClose(relaxed.plan.values, sinkhorn(problem, { schedule }).plan.values, 1e-4);
      }),
    );
  });

  it('has a duality gap of at least 0, near 0 once it has converged', () => {
    fc.assert(
      fc.property(arbitraryProblem(), fc.double({ min: 0.1, max: 5, noNaN: true }), (problem, relaxation) => {
        const gapAfter = (iterations: number): number =>
          unbalancedDualityGap(
            problem,
            unbalancedSinkhorn(problem, { schedule: constantEpsilon(0.2, iterations), relaxation }),
            0.2,
            relaxation,
          );
        assert.ok(gapAfter(1) >= -1e-12);
        assert.ok(Math.abs(gapAfter(1000)) < 1e-6);
      }),
    );
  });

  it('reports how far it is from its own relaxed marginals, not from the given ones', () => {
    const problem = { cost: matrixOf(1, 1, [1]), a: Float64Array.of(1), b: Float64Array.of(1) };
    const { plan, residual } = unbalancedSinkhorn(problem, { schedule, relaxation: 0.5 });
    assert.ok(sum(plan.values) < 0.5);
    assert.ok(residual < 1e-9);
  });

  it('transports between sides of different mass', () => {
    const problem = { cost: matrixOf(1, 2, [0, 0]), a: Float64Array.of(2), b: Float64Array.of(1, 0) };
    const { plan } = unbalancedSinkhorn(problem, { schedule, relaxation: 1 });
    assert.ok(plan.values[0]! > 1 && plan.values[0]! < 2);
    assert.equal(plan.values[1], 0);
  });

  it('refuses a price that is not positive', () => {
    const problem = { cost: matrixOf(1, 1, [1]), a: Float64Array.of(1), b: Float64Array.of(1) };
    assert.throws(() => unbalancedSinkhorn(problem, { schedule, relaxation: 0 }), { kind: 'invalid-argument' });
  });
});
