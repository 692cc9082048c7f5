import type { Metric, Metric__Output, MetricKind } from '@optical/contracts/common';
import type { MetricValue__Output } from '@optical/contracts/evaluator';
import { invalidArgument } from '@optical/errors';
import { metricKinds } from '@optical/evaluation';
import { shortName } from '../commands/job-output.ts';

const kinds: readonly string[] = [...metricKinds, 'rank-distance'];

/** `ndcg@10`, or `average-precision` for the whole ranking. */
export function readMetric(text: string): Metric {
  const [kind = '', cutoff = '0'] = text.split('@');
  if (!kinds.includes(kind) || !/^\d+$/.test(cutoff))
    throw invalidArgument({
      field: '--metric',
      description: `${JSON.stringify(text)} is not one of ${kinds.join(', ')} with a cutoff such as ndcg@10`,
    });
  return { kind: `METRIC_KIND_${kind.replaceAll('-', '_').toUpperCase()}` as MetricKind, cutoff: Number(cutoff) };
}

export const metricText = (metric: Metric__Output | null): string =>
  `${shortName('METRIC_KIND', metric?.kind)}${metric?.cutoff ? `@${metric.cutoff}` : ''}`;

/** Mean and interval of a value. */
export function valueText({ mean, interval }: MetricValue__Output): [mean: string, interval: string] {
  const range = interval ? `${interval.lower.toFixed(4)} to ${interval.upper.toFixed(4)}` : '';
  return [Number.isNaN(mean) ? 'does not apply' : mean.toFixed(4), range];
}
