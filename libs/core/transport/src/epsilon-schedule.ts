import { invalidArgument } from '@optical/errors';

/**
 * The entropic regularisation of every Sinkhorn iteration, in units of the cost: entry t is the epsilon of iteration
 * t, so the length is the number of iterations. All entries are positive and finite.
 */
export type EpsilonSchedule = readonly number[];

/** `iterations` iterations at one `epsilon` > 0. */
export function constantEpsilon(epsilon: number, iterations: number): EpsilonSchedule {
  return checkedSchedule(Array.from({ length: checkedIterations(iterations) }, () => epsilon));
}

export interface AnnealedEpsilonOptions {
  /** Epsilon of the first iteration, at least `target`; of the order of the largest cost. */
  readonly start: number;
  /** Epsilon that the last iterations solve for, above 0. */
  readonly target: number;
  /** Factor from one iteration to the next, in (0, 1). */
  readonly decay: number;
  readonly iterations: number;
}

/**
 * Epsilon scaling: iteration t uses max(target, start * decay^t). The potentials of a blurred problem are a good start
 * for a sharper one, which needs far fewer iterations than starting sharp (Schmitzer, "Stabilized Sparse Scaling
 * Algorithms for Entropy Regularized Transport Problems", SIAM J. Sci. Comput. 2019, arXiv 1610.06519, section 3.2).
 */
export function annealedEpsilon({ start, target, decay, iterations }: AnnealedEpsilonOptions): EpsilonSchedule {
  if (!(decay > 0 && decay < 1)) throw invalidArgument({ field: 'decay', description: `${decay} is not in (0, 1)` });
  if (!(start >= target))
    throw invalidArgument({ field: 'start', description: `${start} is below the target ${target}` });
  return checkedSchedule(
    Array.from({ length: checkedIterations(iterations) }, (_, iteration) =>
      Math.max(target, start * decay ** iteration),
    ),
  );
}

/** Throws invalid-argument unless `schedule` has an entry and all entries are positive and finite. */
export function checkedSchedule(schedule: EpsilonSchedule): EpsilonSchedule {
  if (schedule.length === 0) throw invalidArgument({ field: 'schedule', description: 'has no iteration' });
  const wrong = schedule.find((epsilon) => !(epsilon > 0 && Number.isFinite(epsilon)));
  if (wrong !== undefined)
    throw invalidArgument({ field: 'epsilon', description: `${wrong} is not a positive finite number` });
  return schedule;
}

/** Throws invalid-argument unless `iterations` is a whole number above 0. */
export function checkedIterations(iterations: number): number {
  if (!Number.isInteger(iterations) || iterations < 1)
    throw invalidArgument({ field: 'iterations', description: `${iterations} is not a whole number above 0` });
  return iterations;
}
