import { checkedSchedule } from '../epsilon-schedule.ts';
import type { EpsilonSchedule } from '../epsilon-schedule.ts';
import { checkedRelaxation } from '../relaxation.ts';
import { linearProblem, supportOf } from './linear-problem.ts';
import type { LinearProblem } from './linear-problem.ts';
import { transpose } from './matrix.ts';
import { gibbsPlan } from './sinkhorn.ts';
import { softMinimumOfRows } from './soft-minimum.ts';
import { transportResult } from './transport-result.ts';
import type { TransportResultWithPotentials } from './transport-result.ts';

export interface UnbalancedSinkhornOptions {
  readonly schedule: EpsilonSchedule;
  /** rho > 0, the price of a marginal that is not met, in units of the cost; large values approach balanced transport. */
  readonly relaxation: number;
}

/**
 * Unbalanced transport, min_T <T, C> + epsilon KL(T | a b^T) + rho KL(T 1 | a) + rho KL(T^T 1 | b): a Sinkhorn iteration
 * whose soft minima are damped by rho / (rho + epsilon) (Chizat, Peyré, Schmitzer and Vialard, "Scaling algorithms for
 * unbalanced optimal transport problems", Math. Comp. 2018, arXiv 1607.05816).
 *
 * At the optimum T 1 = a exp(-f / rho) and T^T 1 = b exp(-g / rho); these are the targets of the marginal residual.
 */
export function unbalancedSinkhorn(
  input: LinearProblem,
  { schedule, relaxation }: UnbalancedSinkhornOptions,
): TransportResultWithPotentials {
  checkedRelaxation(relaxation);
  const full = linearProblem(input, { balanced: false });
  const support = supportOf(full);
  const { cost, a, b } = support.problem;
  const transposed = transpose(cost);
  let f: Float64Array = new Float64Array(a.length);
  let g: Float64Array = new Float64Array(b.length);
  for (const epsilon of checkedSchedule(schedule)) {
    const damping = relaxation / (relaxation + epsilon);
    f = softMinimumOfRows(cost, g, b, epsilon).map((value) => damping * value);
    g = softMinimumOfRows(transposed, f, a, epsilon).map((value) => damping * value);
  }
  return {
    ...transportResult(full, {
      plan: support.expandPlan(gibbsPlan(support.problem, f, g, schedule.at(-1)!)),
      iterations: schedule.length,
      rowTarget: support.expandRows(relaxedMarginal(a, f, relaxation)),
      columnTarget: support.expandColumns(relaxedMarginal(b, g, relaxation)),
    }),
    f: support.expandRows(f),
    g: support.expandColumns(g),
  };
}

function relaxedMarginal(marginal: Float64Array, potential: Float64Array, relaxation: number): Float64Array {
  return marginal.map((mass, i) => mass * Math.exp(-potential[i]! / relaxation));
}
