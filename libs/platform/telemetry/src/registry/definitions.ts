/** Names of a service's own spans and metrics: lower case, dotted, below `optical.<stem>.`. */
type NameOf<Stem extends string> = `optical.${Stem}.${string}`;

/** A span that a service records itself, beside those of its RPCs. */
export interface SpanDefinition<Name extends string = string> {
  readonly name: Name;
  /** One sentence: the work that the span times. */
  readonly description: string;
}

export const metricKinds = [
  'counter',
  'upDownCounter',
  'histogram',
  'gauge',
  'observableCounter',
  'observableUpDownCounter',
  'observableGauge',
] as const;

export type MetricKind = (typeof metricKinds)[number];

/** A metric that a service records itself. */
export interface MetricDefinition<Name extends string = string> {
  readonly name: Name;
  readonly kind: MetricKind;
  /** UCUM: `s`, `By`, `1`, or what is counted in braces: `{token}`. */
  readonly unit: string;
  /** One sentence: what is counted or measured, and when. */
  readonly description: string;
  /** Upper bounds of a histogram's buckets in `unit`, ascending. */
  readonly boundaries?: readonly number[];
}

export type SpanDefinitions = Readonly<Record<string, SpanDefinition>>;
export type MetricDefinitions = Readonly<Record<string, MetricDefinition>>;

/** The spans of a service, one registry file per service: `src/telemetry.ts`. */
export function defineSpans<
  const Stem extends string,
  const Spans extends Record<string, SpanDefinition<NameOf<Stem>>>,
>(_stem: Stem, spans: Spans): Spans {
  return spans;
}

/** The metrics of a service, beside its spans. */
export function defineMetrics<
  const Stem extends string,
  const Metrics extends Record<string, MetricDefinition<NameOf<Stem>>>,
>(_stem: Stem, metrics: Metrics): Metrics {
  return metrics;
}
