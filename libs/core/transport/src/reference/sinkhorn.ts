import { checkedSchedule } from '../epsilon-schedule.ts';
import type { EpsilonSchedule } from '../epsilon-schedule.ts';
import { linearProblem, supportOf } from './linear-problem.ts';
import type { LinearProblem } from './linear-problem.ts';
import { buildMatrix, entryOf, l1Distance, rowSums, transpose } from './matrix.ts';
import type { Matrix } from './matrix.ts';
import { softMinimumOfRows } from './soft-minimum.ts';
import { transportResult } from './transport-result.ts';
import type { TransportResultWithPotentials } from './transport-result.ts';

export interface SinkhornOptions {
  readonly schedule: EpsilonSchedule;
  /**
   * Stop before the end of the schedule once its last epsilon is reached and the marginal residual is at most this; 0,
   * the default, runs the whole schedule.
   */
  readonly tolerance?: number;
}

/**
 * Entropic transport, min_T <T, C> + epsilon KL(T | a b^T) over the plans with marginals a and b, by log-domain
 * Sinkhorn iterations (Cuturi, "Sinkhorn Distances", NeurIPS 2013; Peyré and Cuturi, "Computational Optimal Transport",
 * 2019, section 4.4). Ends on a column update, so the column marginal is exact and the residual is the rows'.
 */
export function sinkhorn(
  input: LinearProblem,
  { schedule, tolerance = 0 }: SinkhornOptions,
): TransportResultWithPotentials {
  const full = linearProblem(input);
  const support = supportOf(full);
  const { cost, a, b } = support.problem;
  const transposed = transpose(cost);
  const target = checkedSchedule(schedule).at(-1)!;
  let f: Float64Array = new Float64Array(a.length);
  let g: Float64Array = new Float64Array(b.length);
  let iterations = 0;
  for (const epsilon of schedule) {
    f = softMinimumOfRows(cost, g, b, epsilon);
    g = softMinimumOfRows(transposed, f, a, epsilon);
    iterations += 1;
    if (tolerance > 0 && epsilon === target && rowResidual(support.problem, f, g, epsilon) <= tolerance) break;
  }
  const plan = gibbsPlan(support.problem, f, g, target);
  return {
    ...transportResult(full, { plan: support.expandPlan(plan), iterations }),
    f: support.expandRows(f),
    g: support.expandColumns(g),
  };
}

function rowResidual(problem: LinearProblem, f: Float64Array, g: Float64Array, epsilon: number): number {
  return l1Distance(rowSums(gibbsPlan(problem, f, g, epsilon)), problem.a);
}

/** The plan of the dual potentials: T_ij = a_i b_j exp((f_i + g_j - C_ij) / epsilon). */
export function gibbsPlan({ cost, a, b }: LinearProblem, f: Float64Array, g: Float64Array, epsilon: number): Matrix {
  return buildMatrix(
    a.length,
    b.length,
    (i, j) => a[i]! * b[j]! * Math.exp((f[i]! + g[j]! - entryOf(cost, i, j)) / epsilon),
  );
}
