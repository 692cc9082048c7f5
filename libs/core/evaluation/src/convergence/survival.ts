import { invalidArgument } from '@optical/errors';

/** A time at which a run reached its target or, where it did not, until which it was watched (censored). */
export interface Observation {
  readonly time: number;
  readonly reached: boolean;
}

/** Share of runs estimated not to have reached the target just after `time`. */
export interface SurvivalPoint {
  readonly time: number;
  readonly survival: number;
}

/**
 * The product-limit estimate (Kaplan and Meier 1958): one point per time at which a run reached the target, ascending.
 * Before the first point survival is 1. A run censored at such a time counts as still at risk then. Refuses no runs,
 * and times that are negative or not finite.
 */
export function kaplanMeier(observations: readonly Observation[]): SurvivalPoint[] {
  if (observations.length === 0) throw invalidArgument({ field: 'observations', description: 'is empty' });
  for (const [index, { time }] of observations.entries()) {
    if (!(time >= 0 && time < Infinity)) {
      throw invalidArgument({
        field: `observations[${index}].time`,
        description: `${time} is not a finite time from 0`,
      });
    }
  }
  const times = new Set(observations.filter(({ reached }) => reached).map(({ time }) => time));
  let survival = 1;
  return [...times]
    .sort((a, b) => a - b)
    .map((at) => {
      const risk = observations.filter(({ time }) => time >= at).length;
      survival *= 1 - observations.filter(({ time, reached }) => reached && time === at).length / risk;
      return { time: at, survival };
    });
}

/** The first time by which half the runs are estimated to have reached the target; undefined where fewer ever do. */
export function medianTime(observations: readonly Observation[]): number | undefined {
  // Products of shares miss one half by a rounding error.
  return kaplanMeier(observations).find(({ survival }) => survival <= 0.5 + 1e-12)?.time;
}

/**
 * Mean of the smaller of time-to-target and `horizon`: the area under the survival curve up to it. Refuses a horizon
 * beyond the last time watched while the curve is above 0: nothing is known there.
 */
export function restrictedMean(observations: readonly Observation[], horizon: number): number {
  const curve = kaplanMeier(observations);
  const watched = Math.max(...observations.map(({ time }) => time));
  if (!(horizon >= 0) || (horizon > watched && (curve.at(-1)?.survival ?? 1) > 0)) {
    throw invalidArgument({ field: 'horizon', description: `${horizon} is not from 0 to the last time, ${watched}` });
  }
  let [area, from, survival] = [0, 0, 1];
  for (const point of curve) {
    if (point.time >= horizon) break;
    area += survival * (point.time - from);
    [from, survival] = [point.time, point.survival];
  }
  return survival === 0 ? area : area + survival * (horizon - from);
}
