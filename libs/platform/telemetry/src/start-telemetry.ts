import { randomUUID } from 'node:crypto';
import type { DestinationStream } from 'pino';
import { invalidArgument } from '@optical/errors';
import { ExportHealth } from './export/export-health.ts';
import { createPipelines } from './export/pipelines.ts';
import { prometheusReader } from './export/prometheus-reader.ts';
import { createLogger } from './logging/create-logger.ts';
import { resources } from './opentelemetry.ts';
import { startProviders } from './sdk/providers.ts';
import { describeProcess } from './sdk/resource.ts';
import { createSampler } from './sdk/root-sampler.ts';
import type { TelemetrySettings } from './settings.ts';
import type { Telemetry } from './telemetry.ts';
import { withinTime } from './within-time.ts';

export interface TelemetryOptions {
  /** Stem of the service: lower-case letters and digits, for example `retriever`. */
  readonly service: string;
  readonly version: string;
  /**
   * Unique among all processes that share the folder or the collector: at most 64 letters, digits, `.`, `_` and `-`.
   * A random UUID by default.
   */
  readonly instanceId?: string;
  /** Folder of the local files, used when no OTLP endpoint is set. Made when needed, shared by services. */
  readonly folder: string;
  readonly settings: TelemetrySettings;
  /** Whether metrics are exported, true by default; those of a command that soon ends are not worth a file. */
  readonly hasMetrics?: boolean;
  /** Receives the log lines instead of standard output. */
  readonly logDestination?: DestinationStream;
}

const flushTimeoutMs = 5000;

/**
 * Starts traces, metrics and logs of one service and returns at once; ports and files open in the background, and
 * what fails there is counted and logged.
 *
 * Several may live in one process: each has its own providers. See startProviders for what they share.
 *
 * The settings decide everything but the following, which OpenTelemetry itself reads from the environment:
 * OTEL_SDK_DISABLED, OTEL_LOG_LEVEL (the SDK's own diagnostics on the console), OTEL_NODE_EXPERIMENTAL_SDK_METRICS,
 * OTEL_RESOURCE_ATTRIBUTES, the limits of spans and log records (OTEL_SPAN_*_LIMIT, OTEL_ATTRIBUTE_*_LIMIT, ...), and,
 * where an endpoint is set, OTEL_EXPORTER_OTLP_HEADERS, _COMPRESSION, _TIMEOUT, _CERTIFICATE, _CLIENT_KEY and
 * _CLIENT_CERTIFICATE. Exporters, endpoint, sampler, propagators and service name are never taken from OTEL_*.
 *
 * @throws OpticalError `invalid-argument` for a service name or instance id that cannot name a file.
 */
export function startTelemetry(options: TelemetryOptions): Telemetry {
  const { service, version, folder, settings } = options;
  const instanceId = options.instanceId ?? randomUUID();
  checkName('service', service, /^[a-z][a-z0-9]*$/);
  checkName('instanceId', instanceId, /^[\w.-]{1,64}$/);

  const health = new ExportHealth();
  const pipelines = createPipelines({
    folder,
    service,
    instanceId,
    settings,
    hasMetrics: options.hasMetrics ?? true,
    health,
  });
  const scrape = prometheusReader(settings.prometheus);
  const providers = startProviders({
    serviceName: service,
    resource: describeProcess({ service, version, instanceId }),
    resourceDetectors: [resources.resourceAttributesEnvDetector],
    textMapPropagator: null,
    sampler: createSampler(settings),
    ...pipelines,
    metricReaders: [...pipelines.metricReaders, ...scrape.readers],
  });

  const scope = `optical.${service}`;
  const meter = providers.meters.getMeter(scope, version);
  const { logger, flush: flushLogger } = createLogger({
    service,
    settings: settings.log,
    provider: providers.loggers,
    ...(options.logDestination && { destination: options.logDestination }),
  });
  health.reportTo(logger, meter);
  scrape.failed.catch((error: unknown) => {
    logger.error({ err: error, ...settings.prometheus }, 'the Prometheus port cannot be opened');
  });

  const flush = async () => {
    await withinTime(flushTimeoutMs, Promise.allSettled([providers.flush(), flushLogger()]));
  };
  const close = async () => {
    await withinTime(flushTimeoutMs, Promise.allSettled([providers.shutdown(), flushLogger()]));
  };
  let closed: Promise<void> | undefined;
  return {
    logger,
    meter,
    tracer: providers.tracers.getTracer(scope, version),
    flush,
    shutdown: () => (closed ??= close()),
  };
}

function checkName(field: string, value: string, pattern: RegExp): void {
  if (pattern.test(value)) return;
  throw invalidArgument({ field, description: `${JSON.stringify(value)} does not match ${pattern.source}` });
}
