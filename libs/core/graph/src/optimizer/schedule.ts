import { OpticalError } from '@optical/errors';
import type { Value } from '../graph/types.ts';
import { add, div, maximum, minimum, mul, sub } from '../operators/arithmetic.ts';
import { cos } from '../operators/unary.ts';

/**
 * Factor of the learning rate in the step after `step` completed ones, a float32 scalar. Schedules are part of the graph,
 * so that several steps can run in one call and a resumed run needs nothing but its step counter.
 */
export type Schedule = (step: Value) => Value;

export interface DecayOptions {
  /** Steps over which the factor rises from 1/warmupSteps to 1, default 0. */
  readonly warmupSteps?: number;
  /** Step at which the decay has ended. */
  readonly totalSteps: number;
  /** Factor from there on, default 0. */
  readonly finalFactor?: number;
}

/** Rises over `warmupSteps` and stays 1. */
export function constantSchedule({ warmupSteps = 0 }: { readonly warmupSteps?: number } = {}): Schedule {
  requireSteps(warmupSteps, Infinity);
  return (step) => warmup(step, warmupSteps);
}

/** `f + (1 - f) · (T - t) / (T - w)` after a warm-up of `w` of `T` steps, with `f` the final factor. */
export function linearSchedule(options: DecayOptions): Schedule {
  return decay(options, (rest) => rest);
}

/** `f + (1 - f) · ½ (1 + cos(π (t - w) / (T - w)))`: half a cosine, https://arxiv.org/abs/1608.03983 without restarts. */
export function cosineSchedule(options: DecayOptions): Schedule {
  return decay(options, (rest) => mul(sub(1, cos(mul(rest, Math.PI))), 0.5));
}

function decay(
  { warmupSteps = 0, totalSteps, finalFactor = 0 }: DecayOptions,
  shape: (rest: Value) => Value,
): Schedule {
  requireSteps(warmupSteps, totalSteps);
  return (step) => {
    const rest = minimum(maximum(div(sub(totalSteps, step), totalSteps - warmupSteps), 0), 1);
    return mul(warmup(step, warmupSteps), add(mul(shape(rest), 1 - finalFactor), finalFactor));
  };
}

function warmup(step: Value, steps: number): Value {
  return minimum(div(add(step, 1), Math.max(steps, 1)), 1);
}

function requireSteps(warmupSteps: number, totalSteps: number): void {
  if (!(warmupSteps >= 0 && warmupSteps < totalSteps))
    throw new OpticalError(
      'invalid-argument',
      `schedule: ${warmupSteps} steps of warm-up must be at least 0 and fewer than the ${totalSteps} steps in all`,
    );
}
