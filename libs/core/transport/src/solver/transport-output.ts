import {
  abs,
  add,
  cast,
  greater,
  lessOrEqual,
  matmul,
  mul,
  reduceSum,
  squeeze,
  stopGradient,
  sub,
  where,
} from '@optical/graph';
import type { Value } from '@optical/graph';
import type { LinearProblem } from '../problem/linear-problem.ts';
import { supportOf } from '../problem/support.ts';
import { asColumn, asRow } from '../problem/vectors.ts';

/** No plan of finite entries has more mass than this. */
const largestMass = 1e30;

/** What every solver answers for a batch of problems. */
export interface TransportOutput {
  /** T, float32 [batch, n, m]: T_ij is the mass moved from i to j; finite, and exactly 0 for masked positions. */
  readonly plan: Value;
  /**
   * <T, C> without any regularisation term, float32 [batch]; not finite only where a cost that carries mass is not. Its
   * gradient with respect to C is T if T is detached.
   */
  readonly cost: Value;
  /**
   * Marginal residual ||T 1 - a'||_1 + ||T^T 1 - b'||_1, float32 [batch], not differentiable. a' and b' are the marginals
   * that the solver aims at: those of the problem (always so for a pair that is not `finite`), or the relaxed ones of
   * unbalanced transport.
   */
  readonly residual: Value;
  /** bool [batch]: false if the solver's plan was not finite and `plan` is the outer product of the marginals instead. */
  readonly finite: Value;
  /** Iterations done for every pair; one iteration updates the rows and then the columns. */
  readonly iterations: number;
}

export interface GradientOptions {
  /**
   * False, the default: the plan is a constant to gradients, and so the gradient of its cost is the plan itself (the
   * envelope theorem). True: gradients go through the solver's iterations.
   */
  readonly unrolled?: boolean;
}

export interface SolvedPlan extends GradientOptions {
  /** float32 [batch, n, m] */
  readonly plan: Value;
  readonly iterations: number;
  /** The marginals that the plan is to have, [batch, 1, n] and [batch, 1, m]; those of the problem unless given. */
  readonly rowTarget?: Value;
  readonly columnTarget?: Value;
}

/** Masks and measures a solver's plan, and replaces it where it is not finite. */
export function transportOutput(problem: LinearProblem, solved: SolvedPlan): TransportOutput {
  const { massA, massB, cost } = supportOf(problem);
  const solution = solved.unrolled === true ? solved.plan : stopGradient(solved.plan);
  const candidate = mul(mul(solution, asColumn(carries(massA))), carries(massB));
  const finite = lessOrEqual(abs(reduceSum(candidate, [1, 2], { keepDims: true })), largestMass);
  const plan = where(finite, candidate, matmul(asColumn(massA), massB));
  const aim = (target: Value | undefined, mass: Value): Value => (target ? where(finite, target, mass) : mass);
  const rowsMissed = sub(asRow(reduceSum(plan, 2, { keepDims: true })), aim(solved.rowTarget, massA));
  const columnsMissed = sub(reduceSum(plan, 1, { keepDims: true }), aim(solved.columnTarget, massB));
  return {
    plan,
    cost: reduceSum(mul(plan, cost), [1, 2]),
    residual: stopGradient(add(l1Norm(rowsMissed), l1Norm(columnsMissed))),
    finite: squeeze(finite, [1, 2]),
    iterations: solved.iterations,
  };
}

/** 1 where there is mass, else 0. */
function carries(mass: Value): Value {
  return cast(greater(mass, 0), 'float32');
}

/** [batch, 1, positions] to [batch]. */
function l1Norm(vector: Value): Value {
  return reduceSum(abs(vector), [1, 2]);
}
