import { ipot } from '@optical/transport';
import type { TransportSettings } from '../objective/settings.ts';
import { ipotDefaults } from '../objective/transport-defaults.ts';
import type { Arm } from './arm.ts';
import { transportArm } from './transport-arm.ts';

/** <T, C> of the plan by inexact proximal points: Xie et al. 2020, https://arxiv.org/abs/1802.04307 */
export function otIpot(settings: TransportSettings = {}): Arm {
  const { regularization: beta, iterations, innerIterations } = { ...ipotDefaults, ...settings };
  const { unroll: unrolled = false } = settings;
  return transportArm('ot-ipot', settings, (problem) =>
    ipot(problem, { beta, outerIterations: iterations, innerIterations, unrolled }),
  );
}
