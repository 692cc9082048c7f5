import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { arbitraryProblem } from '../../test/support/arbitrary-problem.ts';
import { assertClose } from '../../test/support/numbers.ts';
import { roundToMarginals } from './index.ts';
import { columnSums, l1Distance, rowSums, sum } from './matrix.ts';

describe('rounding a plan to the transport polytope', () => {
  it('meets both marginals and moves at most twice the residual of the plan', () => {
    fc.assert(
      fc.property(arbitraryProblem({ masked: true }), ({ cost, a, b }) => {
        const total = sum(cost.values);
        const plan = { ...cost, values: cost.values.map((value) => (total === 0 ? 0 : value / total)) };
        const residual = l1Distance(rowSums(plan), a) + l1Distance(columnSums(plan), b);
        const rounded = roundToMarginals(plan, a, b);
        assertClose(rowSums(rounded), a, 1e-12);
        assertClose(columnSums(rounded), b, 1e-12);
        assert.ok(rounded.values.every((value) => value >= 0));
        assert.ok(l1Distance(rounded.values, plan.values) <= 2 * residual + 1e-12);
      }),
    );
  });
});
