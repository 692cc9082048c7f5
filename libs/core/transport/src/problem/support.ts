import { and, cast, greater, reduceSum, unsqueeze, where } from '@optical/graph';
import type { Value } from '@optical/graph';
import type { LinearProblem } from './linear-problem.ts';

/**
 * A problem that a solver can compute with: every pair has mass on both sides, and costs that are not to be read are 0.
 * A pair that is masked as a whole is worked on with uniform mass, and its plan is removed in the end.
 */
export interface Support {
  /** float32 [batch, n, 1] and [batch, 1, m]. */
  readonly a: Value;
  readonly b: Value;
  /** float32 [batch, n, 1] and [batch, 1, m]: 1 where `a` or `b` has mass, else 0. */
  readonly rows: Value;
  readonly columns: Value;
  /** float32 [batch, n, m]: the cost, 0 where the row, the column or the pair as a whole is masked. */
  readonly cost: Value;
  /** bool [batch, 1, 1]: the pair is not masked as a whole. */
  readonly occupied: Value;
}

export function supportOf({ geometry, a, b }: LinearProblem): Support {
  const [, n, m] = geometry.cost.shape as [unknown, number, number];
  const [givenA, givenB] = [unsqueeze(a, 2), unsqueeze(b, 1)];
  const occupied = and(hasMass(givenA), hasMass(givenB));
  const [workedA, workedB] = [where(occupied, givenA, 1 / n), where(occupied, givenB, 1 / m)];
  return {
    a: workedA,
    b: workedB,
    rows: cast(greater(workedA, 0), 'float32'),
    columns: cast(greater(workedB, 0), 'float32'),
    cost: where(and(greater(givenA, 0), greater(givenB, 0)), geometry.cost, 0),
    occupied,
  };
}

/** bool [batch, 1, 1] */
function hasMass(marginal: Value): Value {
  return greater(reduceSum(marginal, [1, 2], { keepDims: true }), 0);
}
