import { greater, cast, mul, reduceSum } from '@optical/graph';
import type { Value } from '@optical/graph';
import { assignmentPlan } from '../assignment/assignment-plan.ts';
import type { TransportSettings } from '../objective/settings.ts';
import { meanOverPairs } from '../pairs/mean-over-pairs.ts';
import type { Arm } from './arm.ts';
import { transportProblem, transportReads } from './transport-arm.ts';

/**
 * Mean cosine cost of the pairs of positions in the exact one-to-one assignment; of the marginals only the positions that
 * carry mass count. With as many positions on both sides it is the exact optimum of transport with uniform mass
 * (Birkhoff's theorem).
 *
 * The assignment is solved inside the graph. Solved on the host between two models, the student would have to encode
 * every batch twice, which costs a third of a step, and a step would no longer be one call.
 */
export function assignment(settings: TransportSettings = {}): Arm {
  return {
    name: 'assignment',
    reads: transportReads(settings),
    loss: (pairs) => {
      const { problem, present } = transportProblem(pairs, settings);
      const { cost } = problem.geometry;
      const plan = assignmentPlan(cost, carriesMass(problem.a), carriesMass(problem.b));
      return { loss: meanOverPairs(reduceSum(mul(plan, cost), [1, 2]), present) };
    },
  };
}

function carriesMass(marginal: Value): Value {
  return cast(greater(marginal, 0), 'float32');
}
