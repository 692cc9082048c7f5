import { z } from 'zod';
import { setting } from '@optical/config';
import type { SettingsOf } from '@optical/config';

/** What a service lets its operator choose about traces, metrics and logs. Nest it under `telemetry`. */
export const telemetrySettings = {
  otlpEndpoint: setting(z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).default(''), {
    description:
      'OTLP/gRPC collector for traces, metrics and logs, for example http://127.0.0.1:4317; empty writes local files.',
  }),
  sampleRatio: setting(z.number().min(0).max(1).default(1), {
    description: 'Share of traces kept, decided at the root of a trace; children follow their parent.',
    unit: '1',
  }),
  maxTracesPerSecond: setting(z.int().min(1).max(1_000_000).default(100), {
    description: 'Most traces kept a second, decided at the root like the ratio; under load the rest is only measured.',
    unit: '1/s',
  }),
  metricIntervalMs: setting(z.int().min(100).max(3_600_000).default(60_000), {
    description: 'Time between two exports of the metrics.',
    unit: 'ms',
  }),
  file: {
    maxBytes: setting(
      z
        .int()
        .min(65_536)
        .max(2 ** 31)
        .default(8_388_608),
      {
        description: 'Size at which a local file is closed and the next one begun.',
        unit: 'By',
      },
    ),
    maxFiles: setting(z.int().min(2).max(1000).default(4), {
      description:
        'Room for local files, in files of maxBytes, for each signal of a service, all its processes together.',
      unit: '{file}',
    }),
  },
  prometheus: {
    port: setting(z.int().min(0).max(65_535).default(0), {
      description: 'Port that serves /metrics to Prometheus; 0 serves none.',
    }),
    host: setting(z.string().min(1).default('127.0.0.1'), { description: 'Address the Prometheus port listens on.' }),
  },
  log: {
    level: setting(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'), {
      description: 'Least severe log records that are kept.',
    }),
    format: setting(z.enum(['auto', 'json', 'pretty']).default('auto'), {
      description: 'Form of the logs on standard output; auto is pretty on a terminal and json elsewhere.',
    }),
  },
};

export type TelemetrySettings = SettingsOf<typeof telemetrySettings>;
