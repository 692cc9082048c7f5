import { sinkhorn } from '@optical/transport';
import { regularizationSchedule } from '../objective/regularization-schedule.ts';
import type { TransportSettings } from '../objective/settings.ts';
import type { Arm } from './arm.ts';
import { transportArm } from './transport-arm.ts';

/** <T, C> of the entropic plan: Cuturi 2013, https://arxiv.org/abs/1306.0895 */
export function otSinkhorn(settings: TransportSettings = {}): Arm {
  const schedule = regularizationSchedule(settings);
  const { unroll: unrolled = false } = settings;
  return transportArm('ot-sinkhorn', settings, (problem) => sinkhorn(problem, { schedule, unrolled }));
}
