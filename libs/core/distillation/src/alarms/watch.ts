import type { Alarm, AlarmKind, AlarmRule } from './alarm.ts';
import { alarmThresholds } from './alarm-thresholds.ts';
import type { Measurement } from './measurement.ts';
import { divergenceOf, noLoss, withLoss } from './smoothed-loss.ts';
import type { SmoothedLoss } from './smoothed-loss.ts';

/** What a watch remembers. Plain data, so that checkpoints can hold it. */
export interface WatchState {
  readonly loss: SmoothedLoss;
  /** Kinds that are beyond their thresholds now: an alarm is raised when it begins, not at every step. */
  readonly active: readonly AlarmKind[];
}

export const initialWatch: WatchState = { loss: noLoss, active: [] };

export interface Watched {
  readonly state: WatchState;
  readonly alarms: readonly Alarm[];
}

/**
 * The alarms that one more measurement raises. Kinds without a rule mark the job at their default thresholds.
 * @param rules valid ones: see `validateAlarmRules`
 */
export function watch(state: WatchState, measurement: Measurement, rules: readonly AlarmRule[]): Watched {
  const { step, loss } = measurement;
  const smoothed = loss !== undefined && Number.isFinite(loss) ? withLoss(state.loss, loss) : state.loss;
  const current = [...nonFinite(measurement), ...beyondThresholds(measurement, smoothed, rules)];
  const measured = current.map(({ kind }) => kind);
  const unmeasured = state.active.filter((kind) => valueOf(kind, measurement, smoothed) === undefined);
  return {
    state: { loss: smoothed, active: [...new Set([...measured, ...unmeasured])] },
    alarms: current.filter(({ kind }) => !state.active.includes(kind)).map((alarm) => ({ ...alarm, step })),
  };
}

/** The alarms of a whole history, in its order. */
export function alarmsOf(history: Iterable<Measurement>, rules: readonly AlarmRule[]): readonly Alarm[] {
  const raised: Alarm[] = [];
  let state = initialWatch;
  for (const measurement of history) {
    const watched = watch(state, measurement, rules);
    state = watched.state;
    raised.push(...watched.alarms);
  }
  return raised;
}

type Crossing = Omit<Alarm, 'step'>;

function nonFinite(measurement: Measurement): Crossing[] {
  const value = Object.values<number>({ ...measurement }).find((x) => !Number.isFinite(x));
  return value === undefined ? [] : [{ kind: 'non-finite', action: 'stop', value, threshold: 0 }];
}

function beyondThresholds(measurement: Measurement, loss: SmoothedLoss, rules: readonly AlarmRule[]): Crossing[] {
  return Object.entries(alarmThresholds).flatMap(([name, { threshold: usual, raised }]): Crossing[] => {
    const kind = name as keyof typeof alarmThresholds;
    const { action = 'mark', threshold = usual } = rules.find((rule) => rule.kind === kind) ?? {};
    const value = valueOf(kind, measurement, loss);
    if (action === 'ignore' || value === undefined) return [];
    const crossed = raised === 'above' ? value > threshold : value < threshold;
    return crossed ? [{ kind, action, value, threshold }] : [];
  });
}

/** What a kind looks at, if it was measured. */
function valueOf(kind: AlarmKind, measurement: Measurement, loss: SmoothedLoss): number | undefined {
  switch (kind) {
    case 'mean-cosine':
      return measurement.meanCosine;
    case 'effective-rank':
      return measurement.effectiveRank;
    case 'divergence':
      return measurement.loss === undefined ? undefined : divergenceOf(loss);
    case 'marginal-residual':
      return measurement.residual;
    case 'identical-rankings':
      return measurement.identicalRankings;
    case 'non-finite':
      return measurement.loss;
  }
}
