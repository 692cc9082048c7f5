import { invalidArgument } from '@optical/errors';
import { checkedSchedule } from '../epsilon-schedule.ts';
import type { EpsilonSchedule } from '../epsilon-schedule.ts';

/** Below this, quotients of large costs by epsilon overflow float32. */
export const leastGraphEpsilon = 1e-6;

/** Throws invalid-argument unless every epsilon is a finite number of at least 1e-6. */
export function checkedGraphSchedule(schedule: EpsilonSchedule): EpsilonSchedule {
  const least = Math.min(...checkedSchedule(schedule));
  if (least < leastGraphEpsilon)
    throw invalidArgument({ field: 'epsilon', description: `${least} is below ${leastGraphEpsilon}, float32's limit` });
  return schedule;
}
