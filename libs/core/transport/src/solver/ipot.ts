import { invalidArgument } from '@optical/errors';
import { add, sub } from '@optical/graph';
import type { Value } from '@optical/graph';
import type { LinearProblem } from '../problem/linear-problem.ts';
import { balancedLogKernel } from '../problem/log-kernel.ts';
import { supportOf } from '../problem/support.ts';
import { proximalSettings } from '../proximal-options.ts';
import type { ProximalOptions } from '../proximal-options.ts';
import { leastGraphEpsilon } from './graph-schedule.ts';
import { logDomain } from './log-domain.ts';
import { transportOutput } from './transport-output.ts';
import type { GradientOptions, TransportOutput } from './transport-output.ts';

/**
 * Unregularised transport, min_T <T, C>, by inexact proximal points (Xie, Wang, Wang and Zha, "A Fast Proximal Point
 * Method for Computing Exact Wasserstein Distance", UAI 2020, arXiv 1802.04307, algorithm 1), in float32.
 *
 * In the log domain: the plan after t steps is exp(Phi_i + Psi_j - t C_ij / beta), where Phi and Psi are the sums of the
 * logarithms of the scalings delta and sigma of all steps. Step t is then a Sinkhorn iteration at epsilon = beta / t
 * which starts from Psi + log sigma of step t - 1.
 * @throws OpticalError invalid-argument if a setting is out of range or beta / outerIterations is below 1e-6
 */
export function ipot(
  problem: LinearProblem,
  { unrolled = false, ...options }: ProximalOptions & GradientOptions = {},
): TransportOutput {
  const { beta, outerIterations, innerIterations } = proximalSettings(options);
  if (beta / outerIterations < leastGraphEpsilon)
    throw invalidArgument({
      field: 'beta',
      description: `${beta} / ${outerIterations} iterations is below ${leastGraphEpsilon}, float32's limit`,
    });
  const support = supportOf(problem);
  const { logColumns, updateRows, updateColumns } = logDomain(support);
  const logKernelAt = balancedLogKernel(support);
  let plan!: Value;
  let psi = logColumns;
  let logSigma: Value | undefined;
  for (let step = 1; step <= outerIterations; step++) {
    const kernel = logKernelAt(beta / step);
    let updated = logSigma === undefined ? psi : add(psi, logSigma);
    for (let inner = 0; inner < innerIterations; inner++)
      ({ psi: updated, plan } = updateColumns(kernel, updateRows(kernel, updated)));
    logSigma = sub(updated, psi);
    psi = updated;
  }
  return transportOutput(problem, { plan, iterations: outerIterations * innerIterations, unrolled });
}
