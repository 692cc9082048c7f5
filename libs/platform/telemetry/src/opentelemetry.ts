import { createRequire } from 'node:module';

/**
 * OpenTelemetry, loaded as CommonJS: sdk-node pulls in every exporter there is, and loading all that as CommonJS takes
 * about a fifth less processor time than as ES modules (README.md, start-up). Mixing both would load everything twice,
 * so the whole package takes its OpenTelemetry values from here and only types from `import type`.
 *
 * Code elsewhere may import `@opentelemetry/api` as usual: its copies share one global state.
 */
const load = createRequire(import.meta.url);

export const api = load('@opentelemetry/api') as typeof import('@opentelemetry/api');
export const core = load('@opentelemetry/core') as typeof import('@opentelemetry/core');
export const sdkNode = load('@opentelemetry/sdk-node') as typeof import('@opentelemetry/sdk-node');
export const sdkTrace = load('@opentelemetry/sdk-trace') as typeof import('@opentelemetry/sdk-trace');
export const sdkMetrics = load('@opentelemetry/sdk-metrics') as typeof import('@opentelemetry/sdk-metrics');
export const sdkLogs = load('@opentelemetry/sdk-logs') as typeof import('@opentelemetry/sdk-logs');
export const resources = load('@opentelemetry/resources') as typeof import('@opentelemetry/resources');
export const conventions = load(
  '@opentelemetry/semantic-conventions',
) as typeof import('@opentelemetry/semantic-conventions');
export const otlpTransformer = load(
  '@opentelemetry/otlp-transformer',
) as typeof import('@opentelemetry/otlp-transformer');
export const otlpTraces = load(
  '@opentelemetry/exporter-trace-otlp-grpc',
) as typeof import('@opentelemetry/exporter-trace-otlp-grpc');
export const otlpMetrics = load(
  '@opentelemetry/exporter-metrics-otlp-grpc',
) as typeof import('@opentelemetry/exporter-metrics-otlp-grpc');
export const otlpLogs = load(
  '@opentelemetry/exporter-logs-otlp-grpc',
) as typeof import('@opentelemetry/exporter-logs-otlp-grpc');
export const prometheus = load(
  '@opentelemetry/exporter-prometheus',
) as typeof import('@opentelemetry/exporter-prometheus');
