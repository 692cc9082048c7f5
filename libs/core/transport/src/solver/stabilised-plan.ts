import { add, log } from '@optical/graph';
import type { Value } from '@optical/graph';
import type { EpsilonSchedule } from '../epsilon-schedule.ts';
import type { LinearProblem } from '../problem/linear-problem.ts';
import { balancedLogKernel } from '../problem/log-kernel.ts';
import { supportOf } from '../problem/support.ts';
import { absorptionBlocks } from './absorption-blocks.ts';
import { scaledPlan, scaleKernel } from './kernel-domain.ts';
import { logDomain } from './log-domain.ts';
import { rescaled } from './rescaled.ts';

/** Bounds the scalings between two absorptions to 1e30, whose products with a kernel of entries <= 1 float32 can hold. */
const offset = 1e-30;

/**
 * Log-domain Sinkhorn whose iterations run in the kernel domain except for every `period`-th: that one absorbs the
 * potentials into the kernel, which becomes the current plan, and the scalings start again from 1 (Schmitzer, SIAM J.
 * Sci. Comput. 2019, arXiv 1610.06519, section 3.1; with a fixed period, since a graph does not branch). A period of 1
 * is plain log-domain Sinkhorn. Scalings that would leave float32 within a period are held at their bound and the next
 * absorption repairs them: that delays convergence and breaks nothing.
 * @returns the plan, [batch, n, m]; not masked
 */
export function stabilisedPlan(problem: LinearProblem, schedule: EpsilonSchedule, period: number): Value {
  const support = supportOf(problem);
  const { logB, updateRows, updateColumns } = logDomain(support);
  const logKernelAt = balancedLogKernel(support);
  const blocks = absorptionBlocks(schedule, period);
  let plan!: Value;
  let psi = logB;
  for (const [index, { epsilon, iterations }] of blocks.entries()) {
    const kernel = logKernelAt(epsilon);
    const start = rescaled(psi, logB, (blocks[index - 1]?.epsilon ?? epsilon) / epsilon);
    ({ plan, psi } = updateColumns(kernel, updateRows(kernel, start)));
    if (iterations === 1) continue;
    const scaling = scaleKernel(plan, support.columns, support, { iterations: iterations - 1, offset });
    psi = add(psi, log(add(scaling.v, offset)));
    plan = scaledPlan(plan, scaling);
  }
  return plan;
}
