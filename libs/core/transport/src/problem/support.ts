import { add, and, cast, greater, mul, reduceSum, sub, unsqueeze, where } from '@optical/graph';
import type { Value } from '@optical/graph';
import type { LinearProblem } from './linear-problem.ts';
import { asColumn } from './vectors.ts';

/**
 * A problem that a solver can compute with: every pair has mass on both sides, and costs that are not to be read are 0.
 * A pair that is masked as a whole is worked on with uniform mass, and its plan is removed in the end.
 */
export interface Support {
  /** The masses to work with, float32 [batch, 1, n] and [batch, 1, m]. */
  readonly a: Value;
  readonly b: Value;
  /** float32 [batch, 1, n] and [batch, 1, m]: 1 where `a` or `b` has mass, else 0. */
  readonly rows: Value;
  readonly columns: Value;
  /** The masses of the problem, 0 in a pair that is masked as a whole, float32 [batch, 1, n] and [batch, 1, m]. */
  readonly massA: Value;
  readonly massB: Value;
  /** float32 [batch, n, m]: the cost, 0 where the row, the column or the pair as a whole is masked. */
  readonly cost: Value;
}

export function supportOf({ geometry, a: givenA, b: givenB }: LinearProblem): Support {
  const [, n, m] = geometry.cost.shape as [unknown, number, number];
  const occupied = cast(and(hasMass(givenA), hasMass(givenB)), 'float32');
  const empty = sub(1, occupied);
  const [massA, massB] = [mul(givenA, occupied), mul(givenB, occupied)];
  const a = unsqueeze(add(massA, mul(empty, 1 / n)), 1);
  const b = unsqueeze(add(massB, mul(empty, 1 / m)), 1);
  const [carryingA, carryingB] = [unsqueeze(greater(massA, 0), 1), unsqueeze(greater(massB, 0), 1)];
  return {
    a,
    b,
    rows: cast(greater(a, 0), 'float32'),
    columns: cast(greater(b, 0), 'float32'),
    massA: unsqueeze(massA, 1),
    massB: unsqueeze(massB, 1),
    cost: where(and(asColumn(carryingA), carryingB), geometry.cost, 0),
  };
}

/** bool [batch, 1] */
function hasMass(marginal: Value): Value {
  return greater(reduceSum(marginal, 1, { keepDims: true }), 0);
}
