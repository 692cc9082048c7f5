import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

interface OtlpAttribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string };
}

interface OtlpMetric {
  readonly name: string;
  readonly unit: string;
  readonly histogram?: {
    readonly dataPoints: readonly {
      readonly attributes: readonly OtlpAttribute[];
      readonly count: number;
      readonly sum: number;
      readonly explicitBounds: readonly number[];
    }[];
  };
  readonly sum?: {
    readonly dataPoints: readonly { readonly attributes: readonly OtlpAttribute[]; readonly asDouble: number }[];
  };
}

interface OtlpMetricRequest {
  readonly resourceMetrics: readonly {
    readonly scopeMetrics: readonly { readonly metrics: readonly OtlpMetric[] }[];
  }[];
}

export interface MetricPoint {
  readonly name: string;
  readonly unit: string;
  readonly attributes: Readonly<Record<string, string | undefined>>;
  readonly value: number;
  readonly sum?: number;
  readonly boundaries?: readonly number[];
}

/** The points of the last line of each metric file in the folder; a histogram's value is its count. */
export function lastMetricPoints(folder: string): MetricPoint[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith('metrics-'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8').trimEnd().split('\n').at(-1)!)
    .flatMap((line) => (JSON.parse(line) as OtlpMetricRequest).resourceMetrics)
    .flatMap(({ scopeMetrics }) => scopeMetrics)
    .flatMap(({ metrics }) => metrics)
    .flatMap((metric) => pointsOf(metric));
}

function pointsOf({ name, unit, histogram, sum }: OtlpMetric): MetricPoint[] {
  const toObject = (attributes: readonly OtlpAttribute[]) =>
    Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue]));
  const histograms = histogram?.dataPoints ?? [];
  const sums = sum?.dataPoints ?? [];
  return [
    ...histograms.map((point) => ({
      name,
      unit,
      attributes: toObject(point.attributes),
      value: point.count,
      sum: point.sum,
      boundaries: point.explicitBounds,
    })),
    ...sums.map((point) => ({ name, unit, attributes: toObject(point.attributes), value: point.asDouble })),
  ];
}
