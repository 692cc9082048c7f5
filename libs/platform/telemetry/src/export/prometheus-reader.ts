import type { IMetricReader } from '@opentelemetry/sdk-metrics';
import { prometheus } from '../opentelemetry.ts';
import type { TelemetrySettings } from '../settings.ts';

export interface PrometheusReader {
  readonly readers: IMetricReader[];
  /** Rejects when the port cannot be opened; never resolves otherwise. */
  readonly failed: Promise<never>;
}

/** Serves `http://<host>:<port>/metrics`; no reader at all for port 0. */
export function prometheusReader({ host, port }: TelemetrySettings['prometheus']): PrometheusReader {
  if (port === 0) return { readers: [], failed: never };
  const { promise: failed, reject } = Promise.withResolvers<never>();
  const reader = new prometheus.PrometheusExporter({ host, port }, (error) => {
    if (error !== undefined) reject(error);
  });
  return { readers: [reader], failed };
}

const never = new Promise<never>(() => undefined);
