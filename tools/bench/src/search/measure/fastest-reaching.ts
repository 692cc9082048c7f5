import { median } from '../../measure/quantile.ts';
import type { Answers, Trial } from '../engines/engine.ts';
import { recall } from './recall.ts';

/** Shares of the exact best ten, in per cent, at which engines are compared. */
export const targets = [90, 95, 99];

export interface MeasuredTrial {
  readonly trial: Trial;
  /** Number of its effort. */
  readonly effort: number;
  /** recall@10, from 0 to 1. */
  readonly found: number;
  /** Milliseconds. */
  readonly p50: number;
}

/**
 * The fastest first.
 * @param trials one for each effort, in order
 */
export function measuredTrials(trials: readonly Trial[], exact: Answers): MeasuredTrial[] {
  return trials
    .map((trial, effort) => ({
      trial,
      effort,
      found: recall(exact, trial.answers, 10),
      p50: median(trial.milliseconds),
    }))
    .sort((a, b) => a.p50 - b.p50);
}

/** Of the trials whose recall@10 is at least a target in per cent, the one with the least p50; none where none is. */
export function fastestReaching(trials: readonly Trial[], exact: Answers, target: number): MeasuredTrial | undefined {
  return measuredTrials(trials, exact).find(({ found }) => found >= target / 100);
}
