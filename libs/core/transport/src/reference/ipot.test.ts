import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { arbitraryProblem } from '../../test/support/arbitrary-problem.ts';
import { assign } from '../assignment/assign.ts';
import { ipot, matrixOf } from './index.ts';

describe('reference IPOT', () => {
  it('reaches the cost of the exact assignment', () => {
    fc.assert(
      fc.property(arbitraryProblem({ square: true }), (problem) => {
        const { cost, residual } = ipot(problem, { outerIterations: 2000 });
        const exact = assign(problem.cost).cost / problem.cost.rows;
        assert.ok(Math.abs(cost - exact) <= 1e-3 + 2 * residual, `${cost} against ${exact}`);
      }),
      { numRuns: 30 },
    );
  });

  it('counts the inner iterations of all proximal steps', () => {
    const problem = { cost: matrixOf(1, 1, [1]), a: Float64Array.of(1), b: Float64Array.of(1) };
    assert.equal(ipot(problem, { outerIterations: 4, innerIterations: 3 }).iterations, 12);
    assert.equal(ipot(problem).iterations, 50);
  });

  it('refuses settings outside their range', () => {
    const problem = { cost: matrixOf(1, 1, [1]), a: Float64Array.of(1), b: Float64Array.of(1) };
    assert.throws(() => ipot(problem, { beta: 0 }), { kind: 'invalid-argument', message: /beta: 0/ });
    assert.throws(() => ipot(problem, { innerIterations: 1.5 }), { kind: 'invalid-argument', message: /1\.5/ });
  });
});
