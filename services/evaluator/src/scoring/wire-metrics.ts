import type { Metric as MetricMessage, MetricKind__Output as WireKind } from '@optical/contracts/common';
import type { ResamplingSpec__Output } from '@optical/contracts/evaluator';
import { invalidArgument } from '@optical/errors';
import { metricKinds } from '@optical/evaluation';
import type { Resampling, StudyMetric } from '@optical/evaluation';

const kinds = [...metricKinds, 'rank-distance'] as const;
const maxCutoff = 1_000;

const wireName = (kind: StudyMetric['kind']): WireKind =>
  `METRIC_KIND_${kind.replaceAll('-', '_').toUpperCase()}` as WireKind;

const byWireName = new Map(kinds.map((kind) => [wireName(kind) as string, kind]));

export const metricMessage = ({ kind, cutoff }: StudyMetric): MetricMessage => ({ kind: wireName(kind), cutoff });

/** @throws OpticalError `invalid-argument` for no kind and a cutoff above 1000 */
export function readMetric({ kind, cutoff }: { kind: WireKind; cutoff: number }, field: string): StudyMetric {
  const name = byWireName.get(kind);
  if (name === undefined) throw invalidArgument({ field: `${field}.kind`, description: `${kind} is no measure` });
  if (cutoff > maxCutoff)
    throw invalidArgument({ field: `${field}.cutoff`, description: `${cutoff} is above ${maxCutoff}` });
  return { kind: name, cutoff };
}

/** The measures asked for, or the preset ones when none are. */
export function readMetrics(
  given: readonly { kind: WireKind; cutoff: number }[],
  preset: readonly StudyMetric[],
): readonly StudyMetric[] {
  return given.length === 0 ? preset : given.map((metric, place) => readMetric(metric, `metrics[${place}]`));
}

/** Zeros stand for the defaults; ranges are checked where it is used. */
export function readResampling(given: ResamplingSpec__Output | null): Resampling {
  return {
    ...(given && given.resamples !== 0 && { resamples: given.resamples }),
    ...(given && { seed: given.seed }),
    ...(given && given.confidence !== 0 && { confidence: given.confidence }),
  };
}
