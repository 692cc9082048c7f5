import { unbalancedSinkhorn } from '@optical/transport';
import { regularizationSchedule } from '../objective/regularization-schedule.ts';
import type { TransportSettings } from '../objective/settings.ts';
import { defaultMarginalPenalty } from '../objective/transport-defaults.ts';
import type { Arm } from './arm.ts';
import { transportArm } from './transport-arm.ts';

/**
 * <T, C> of the entropic plan whose marginals may differ from the given ones at the price of a Kullback-Leibler penalty:
 * Chizat et al. 2018, https://arxiv.org/abs/1607.05816. The penalty itself is no part of the loss.
 */
export function otUnbalanced(settings: TransportSettings = {}): Arm {
  const schedule = regularizationSchedule(settings);
  const { marginalPenalty: relaxation = defaultMarginalPenalty, unroll: unrolled = false } = settings;
  return transportArm('ot-unbalanced', settings, (problem) =>
    unbalancedSinkhorn(problem, { schedule, relaxation, unrolled }),
  );
}
