import { exp, mul, sub } from '@optical/graph';
import type { Value } from '@optical/graph';
import type { EpsilonSchedule } from '../epsilon-schedule.ts';
import type { LinearProblem } from '../problem/linear-problem.ts';
import { unbalancedLogKernel } from '../problem/log-kernel.ts';
import { supportOf } from '../problem/support.ts';
import { checkedRelaxation } from '../relaxation.ts';
import { checkedGraphSchedule } from './graph-schedule.ts';
import { logDomain } from './log-domain.ts';
import { rescaled } from './rescaled.ts';
import { transportOutput } from './transport-output.ts';
import type { GradientOptions, TransportOutput } from './transport-output.ts';

export interface UnbalancedSinkhornOptions extends GradientOptions {
  readonly schedule: EpsilonSchedule;
  /** rho > 0, the price of a marginal that is not met, in units of the cost; large values approach balanced transport. */
  readonly relaxation: number;
}

/**
 * Unbalanced transport, min_T <T, C> + epsilon KL(T | a b^T) + rho KL(T 1 | a) + rho KL(T^T 1 | b), by log-domain
 * Sinkhorn iterations damped by rho / (rho + epsilon) (Chizat, Peyré, Schmitzer and Vialard, Math. Comp. 2018, arXiv
 * 1607.05816), in float32. The marginals may have different sums. The residual is taken to the relaxed marginals
 * a exp(-f / rho) and b exp(-g / rho), which the optimal plan has.
 */
export function unbalancedSinkhorn(
  problem: LinearProblem,
  { schedule, relaxation, unrolled = false }: UnbalancedSinkhornOptions,
): TransportOutput {
  checkedGraphSchedule(schedule);
  checkedRelaxation(relaxation);
  const support = supportOf(problem);
  const { logA, logB, updateRows, updateColumns } = logDomain(support);
  const logKernelAt = unbalancedLogKernel(support);
  let [phi, psi, previous] = [logA, logB, schedule[0]!];
  let plan!: Value;
  for (const epsilon of schedule) {
    const kernel = logKernelAt(epsilon);
    const damping = relaxation / (relaxation + epsilon);
    phi = updateRows(kernel, rescaled(psi, logB, previous / epsilon), damping);
    ({ psi, plan } = updateColumns(kernel, phi, damping));
    previous = epsilon;
  }
  const relaxed = (mass: Value, mask: Value, potential: Value): Value =>
    mul(mass, exp(mul(potential, mul(mask, -previous / relaxation))));
  return transportOutput(problem, {
    plan,
    iterations: schedule.length,
    unrolled,
    rowTarget: relaxed(support.massA, support.rows, sub(phi, logA)),
    columnTarget: relaxed(support.massB, support.columns, sub(psi, logB)),
  });
}
