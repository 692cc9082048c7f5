import { invalidArgument } from '@optical/errors';
import { exp } from '@optical/graph';
import type { Value } from '@optical/graph';
import type { EpsilonSchedule } from '../epsilon-schedule.ts';
import type { LinearProblem } from '../problem/linear-problem.ts';
import { balancedLogKernel } from '../problem/log-kernel.ts';
import { supportOf } from '../problem/support.ts';
import { checkedGraphSchedule } from './graph-schedule.ts';
import { kernelDomainIsSafe, largestKernelExponent } from './kernel-domain-limit.ts';
import { scaledPlan, scaleKernel } from './kernel-domain.ts';
import { stabilisedPlan } from './stabilised-plan.ts';
import { transportOutput } from './transport-output.ts';
import type { GradientOptions, TransportOutput } from './transport-output.ts';

/**
 * Iterations from one absorption of the potentials to the next. Measured on 32 x 32 positions, costs in [0, 2] and epsilon
 * down to 0.002: with periods up to 25 the plans are those of float64 to 1e-7, with 50 the scalings reach their bound.
 */
const absorptionPeriod = 20;

export interface SinkhornOptions extends GradientOptions {
  readonly schedule: EpsilonSchedule;
  /**
   * Where the iterations run. `log`: every one in the log domain, safe for all costs, the slowest. `stabilised`: all but
   * every 20th in the kernel domain, safe for all costs. `kernel`: all in the kernel domain, the fastest; only at one epsilon
   * that the range of the geometry's costs exceeds at most 40 times. Default: `kernel` where it is allowed, else
   * `stabilised`. All compute the same iterates.
   */
  readonly domain?: SinkhornDomain;
}

export type SinkhornDomain = 'log' | 'stabilised' | 'kernel';

/**
 * Entropic transport, min_T <T, C> + epsilon KL(T | a b^T), by Sinkhorn iterations from the potentials f = g = 0
 * (Cuturi, "Sinkhorn Distances", NeurIPS 2013), in float32. Each iteration updates the rows, then the columns; so the
 * column marginal of the plan is exact and the residual is the rows'.
 * @throws OpticalError invalid-argument if the schedule has an epsilon below 1e-6 or does not fit the asked domain
 */
export function sinkhorn(
  problem: LinearProblem,
  { schedule, domain, unrolled = false }: SinkhornOptions,
): TransportOutput {
  checkedGraphSchedule(schedule);
  const chosen = domain ?? (kernelDomainObstacle(problem, schedule) === undefined ? 'kernel' : 'stabilised');
  const plan = solve(problem, schedule, chosen);
  return transportOutput(problem, { plan, iterations: schedule.length, unrolled });
}

function solve(problem: LinearProblem, schedule: EpsilonSchedule, domain: SinkhornDomain): Value {
  switch (domain) {
    case 'log':
      return stabilisedPlan(problem, schedule, 1);
    case 'stabilised':
      return stabilisedPlan(problem, schedule, absorptionPeriod);
    case 'kernel':
      return kernelPlan(problem, schedule);
  }
}

/** Kernel-domain Sinkhorn from v = b, which gives masked positions scaling 0. */
function kernelPlan(problem: LinearProblem, schedule: EpsilonSchedule): Value {
  const obstacle = kernelDomainObstacle(problem, schedule);
  if (obstacle !== undefined) throw invalidArgument({ field: 'domain', description: `"kernel": ${obstacle}` });
  const support = supportOf(problem);
  const kernel = exp(balancedLogKernel(support)(schedule[0]!));
  return scaledPlan(kernel, scaleKernel(kernel, support.b, support, { iterations: schedule.length }));
}

/** Why the kernel domain is not allowed; undefined if it is. */
function kernelDomainObstacle({ geometry }: LinearProblem, schedule: EpsilonSchedule): string | undefined {
  const [epsilon] = schedule as readonly [number];
  if (schedule.some((other) => other !== epsilon)) return 'the schedule has more than one epsilon';
  if (kernelDomainIsSafe(geometry.range, epsilon)) return undefined;
  return `the cost range ${geometry.range} is more than ${largestKernelExponent} times epsilon ${epsilon}`;
}
