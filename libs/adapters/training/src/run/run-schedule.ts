import type { CheckpointSpec } from '../spec/training-spec.ts';

/** At which steps a training does more than train. */
export interface RunSchedule {
  isSnapshot(step: number): boolean;
  isHeldOut(step: number): boolean;
  isCheckpoint(step: number): boolean;
  /** The next step after `step` at which any of them is due; the last one at the latest. */
  next(step: number): number;
}

/** Steps from 1 to `last`, evenly spaced on a logarithmic scale, `count` of them where there are so many. */
export function logSpacedSteps(last: number, count: number): number[] {
  if (count === 0 || last === 0) return [];
  if (count === 1) return [last];
  const steps = Array.from({ length: count }, (_, place) => Math.round(last ** (place / (count - 1))));
  return [...new Set(steps)].sort((a, b) => a - b);
}

export function runSchedule(
  { everySteps, heldOutEverySteps, snapshotSteps, snapshots }: CheckpointSpec,
  totalSteps: number,
): RunSchedule {
  const published = new Set(
    snapshotSteps.length > 0
      ? snapshotSteps.filter((step) => step <= totalSteps)
      : [0, ...logSpacedSteps(totalSteps, snapshots)],
  );
  const every = (interval: number, step: number): boolean => interval > 0 && step % interval === 0;
  const schedule: RunSchedule = {
    isSnapshot: (step) => published.has(step),
    isHeldOut: (step) =>
      step === totalSteps ||
      (heldOutEverySteps > 0 ? every(heldOutEverySteps, step) : step === 0 || published.has(step)),
    isCheckpoint: (step) => step > 0 && (step === totalSteps || every(everySteps, step)),
    next: (step) => {
      const following = [...published].filter((due) => due > step);
      for (const interval of [everySteps, heldOutEverySteps])
        if (interval > 0) following.push((Math.floor(step / interval) + 1) * interval);
      return Math.min(totalSteps, ...following);
    },
  };
  return schedule;
}
