import {
  abs,
  add,
  cast,
  lessOrEqual,
  matmul,
  mul,
  reduceSum,
  squeeze,
  stopGradient,
  sub,
  unsqueeze,
  where,
} from '@optical/graph';
import type { Value } from '@optical/graph';
import type { LinearProblem } from '../problem/linear-problem.ts';
import { supportOf } from '../problem/support.ts';

/** No plan of finite entries has more mass than this. */
const largestMass = 1e30;

/** What every solver answers for a batch of problems. */
export interface TransportOutput {
  /** T, float32 [batch, n, m]: T_ij is the mass moved from i to j; finite, and exactly 0 for masked positions. */
  readonly plan: Value;
  /** <T, C> without any regularisation term, float32 [batch]. Its gradient with respect to C is T if T is detached. */
  readonly cost: Value;
  /**
   * Marginal residual ||T 1 - a'||_1 + ||T^T 1 - b'||_1, float32 [batch], not differentiable. a' and b' are the marginals
   * that the solver aims at: those of the problem, or the relaxed ones of unbalanced transport.
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
  /** The marginals that the plan is to have, [batch, n, 1] and [batch, 1, m]; those of the problem unless given. */
  readonly rowTarget?: Value;
  readonly columnTarget?: Value;
}

/** Masks and measures a solver's plan, and replaces it where it is not finite. */
export function transportOutput(problem: LinearProblem, solved: SolvedPlan): TransportOutput {
  const { rows, columns, cost, occupied } = supportOf(problem);
  const kept = cast(occupied, 'float32');
  const [a, b] = [mul(unsqueeze(problem.a, 2), kept), mul(unsqueeze(problem.b, 1), kept)];
  const solution = solved.unrolled === true ? solved.plan : stopGradient(solved.plan);
  const candidate = mul(mul(solution, mul(rows, kept)), columns);
  const finite = lessOrEqual(abs(reduceSum(candidate, [1, 2], { keepDims: true })), largestMass);
  const plan = where(finite, candidate, matmul(a, b));
  const missed = (axis: number, target: Value): Value =>
    reduceSum(abs(sub(reduceSum(plan, axis, { keepDims: true }), mul(target, kept))), [1, 2]);
  return {
    plan,
    cost: reduceSum(mul(plan, cost), [1, 2]),
    residual: stopGradient(add(missed(2, solved.rowTarget ?? a), missed(1, solved.columnTarget ?? b))),
    finite: squeeze(finite, [1, 2]),
    iterations: solved.iterations,
  };
}
