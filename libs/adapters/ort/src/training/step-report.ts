import type { Tensors } from '../thread/transfer.ts';

/** Seconds of one step; with several steps per call, equal shares of the call's. */
export interface StepSeconds {
  /** The worker waited for the batch: data that came late, or the way between threads. */
  readonly feed: number;
  /** The model ran. */
  readonly run: number;
  /** From the end of the step before. */
  readonly total: number;
}

/** What one step gave. */
export interface StepReport {
  /** The graph's scalar metrics: `loss` and others. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Its metrics of rank 1 and more. */
  readonly tensors: Tensors;
  readonly seconds: StepSeconds;
}

/** What some steps gave on average. */
export interface TrainingProgress {
  /** Steps made in this run so far. */
  readonly step: number;
  /** Steps averaged: those since the last report. */
  readonly steps: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly seconds: StepSeconds;
}

/** Means of at least one report. */
export function average(reports: readonly StepReport[]): Pick<TrainingProgress, 'metrics' | 'seconds'> {
  const names = Object.keys(reports[0]!.metrics);
  const mean = (valueOf: (report: StepReport) => number): number =>
    reports.reduce((sum, report) => sum + valueOf(report), 0) / reports.length;
  return {
    metrics: Object.fromEntries(names.map((name) => [name, mean(({ metrics }) => metrics[name]!)])),
    seconds: {
      feed: mean(({ seconds }) => seconds.feed),
      run: mean(({ seconds }) => seconds.run),
      total: mean(({ seconds }) => seconds.total),
    },
  };
}

/** The answer to one call, with instants of the clock `now`. */
export interface TimedSteps {
  readonly steps: readonly Omit<StepReport, 'seconds'>[];
  readonly calledAt: number;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly runSeconds: number;
}

/** Reports of the steps of one call, the worker having been free `since` that instant. */
export function stepReports({ steps, startedAt, endedAt, runSeconds }: TimedSteps, since: number): StepReport[] {
  const share = (seconds: number): number => seconds / steps.length;
  const seconds = { feed: share(startedAt - since), run: share(runSeconds), total: share(endedAt - since) };
  return steps.map((step) => ({ ...step, seconds }));
}
