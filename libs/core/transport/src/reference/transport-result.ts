import { columnSums, innerProduct, l1Distance, outerProduct, rowSums } from './matrix.ts';
import type { Matrix } from './matrix.ts';
import type { LinearProblem } from './linear-problem.ts';

/** What every solver answers. */
export interface TransportResult {
  /** T, n x m: T_ij is the mass moved from position i to position j; finite in any case. */
  readonly plan: Matrix;
  /** The transport cost <T, C>, without any regularisation term. */
  readonly cost: number;
  /** Marginal residual: ||T 1 - a'||_1 + ||T^T 1 - b'||_1, where a' and b' are the marginals that the solver aims at. */
  readonly residual: number;
  /** Iterations done; one iteration updates the rows and then the columns. */
  readonly iterations: number;
  /** False if the solver's plan was not finite and `plan` is the outer product of the marginals instead. */
  readonly finite: boolean;
}

/** A result with the dual potentials f (length n) and g (length m) of the plan, in units of the cost, 0 if masked. */
export interface TransportResultWithPotentials extends TransportResult {
  readonly f: Float64Array;
  readonly g: Float64Array;
}

export interface PlanAndTargets {
  readonly plan: Matrix;
  readonly iterations: number;
  /** The marginals that the plan is to have; those of the problem unless given. */
  readonly rowTarget?: Float64Array;
  readonly columnTarget?: Float64Array;
}

/** Measures a solver's plan, replacing it by the outer product of the marginals if an entry is not finite. */
export function transportResult(
  problem: LinearProblem,
  { plan: solved, iterations, rowTarget = problem.a, columnTarget = problem.b }: PlanAndTargets,
): TransportResult {
  const finite = solved.values.every(Number.isFinite);
  const plan = finite ? solved : outerProduct(problem.a, problem.b);
  const [rows, columns] = finite ? [rowTarget, columnTarget] : [problem.a, problem.b];
  return {
    plan,
    cost: innerProduct(plan, problem.cost),
    residual: l1Distance(rowSums(plan), rows) + l1Distance(columnSums(plan), columns),
    iterations,
    finite,
  };
}
