import type {
  Counter,
  Gauge,
  Histogram,
  Meter,
  ObservableCounter,
  ObservableGauge,
  ObservableUpDownCounter,
  UpDownCounter,
} from '@opentelemetry/api';
import type { MetricDefinition, MetricDefinitions, MetricKind } from './definitions.ts';

interface InstrumentOf {
  readonly counter: Counter;
  readonly upDownCounter: UpDownCounter;
  readonly histogram: Histogram;
  readonly gauge: Gauge;
  readonly observableCounter: ObservableCounter;
  readonly observableUpDownCounter: ObservableUpDownCounter;
  readonly observableGauge: ObservableGauge;
}

/** An instrument for each metric, of the type that its kind says. */
export type Instruments<Metrics extends MetricDefinitions> = {
  readonly [Key in keyof Metrics]: InstrumentOf[Metrics[Key]['kind']];
};

const create: { readonly [Kind in MetricKind]: (meter: Meter, metric: MetricDefinition) => InstrumentOf[Kind] } = {
  counter: (meter, { name, ...about }) => meter.createCounter(name, about),
  upDownCounter: (meter, { name, ...about }) => meter.createUpDownCounter(name, about),
  histogram: (meter, { name, boundaries, ...about }) =>
    meter.createHistogram(name, {
      ...about,
      ...(boundaries && { advice: { explicitBucketBoundaries: [...boundaries] } }),
    }),
  gauge: (meter, { name, ...about }) => meter.createGauge(name, about),
  observableCounter: (meter, { name, ...about }) => meter.createObservableCounter(name, about),
  observableUpDownCounter: (meter, { name, ...about }) => meter.createObservableUpDownCounter(name, about),
  observableGauge: (meter, { name, ...about }) => meter.createObservableGauge(name, about),
};

/** Creates every instrument of a registry at once, so that each metric is visible from the start of the service. */
export function createMetrics<Metrics extends MetricDefinitions>(meter: Meter, metrics: Metrics): Instruments<Metrics> {
  return Object.fromEntries(
    Object.entries(metrics).map(([key, metric]) => [key, create[metric.kind](meter, metric)]),
  ) as Instruments<Metrics>;
}
