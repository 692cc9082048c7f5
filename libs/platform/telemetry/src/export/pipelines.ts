import type { IMetricReader } from '@opentelemetry/sdk-metrics';
import type { LogRecordExporter, LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace';
import { otlpLogs, otlpMetrics, otlpTraces, sdkLogs, sdkMetrics, sdkTrace } from '../opentelemetry.ts';
import type { TelemetrySettings } from '../settings.ts';
import type { ExportHealth } from './export-health.ts';
import { fileLogExporter, fileMetricExporter, fileSpanExporter } from './file-exporters.ts';
import { RotatingFile } from './rotating-file.ts';
import type { Signal } from './signal-file-name.ts';

/** The way of each signal from the SDK to its destination. */
export interface Pipelines {
  readonly spanProcessors: SpanProcessor[];
  readonly logRecordProcessors: LogRecordProcessor[];
  readonly metricReaders: IMetricReader[];
}

interface Exporters {
  readonly spans: SpanExporter;
  readonly metrics: PushMetricExporter;
  readonly logs: LogRecordExporter;
}

/**
 * Bounds of the queues between the hot path and the exporters, for spans and for log records. What exceeds them is
 * dropped. A batch is serialised in one go on the thread that serves calls: about 2 ms for 512 spans.
 */
const queue = { maxQueueSize: 4096, maxExportBatchSize: 512 };

/** Milliseconds until a batch that is not full is exported: a trace should be in the file when someone looks. */
const scheduledDelayMillis = 1000;

export interface PipelineOptions {
  readonly folder: string;
  readonly service: string;
  readonly instanceId: string;
  readonly settings: TelemetrySettings;
  readonly hasMetrics: boolean;
  readonly health: ExportHealth;
}

/** Batched, bounded pipelines to the OTLP endpoint, or to local files where none is configured. */
export function createPipelines(options: PipelineOptions): Pipelines {
  const { settings, hasMetrics, health } = options;
  const exporters = settings.otlpEndpoint === '' ? fileExporters(options) : otlpExporters(settings.otlpEndpoint);
  const batch = { ...queue, scheduledDelayMillis };
  return {
    spanProcessors: [new sdkTrace.BatchSpanProcessor({ exporter: health.watch('traces', exporters.spans), ...batch })],
    logRecordProcessors: [
      new sdkLogs.BatchLogRecordProcessor({ exporter: health.watch('logs', exporters.logs), ...batch }),
    ],
    metricReaders: hasMetrics
      ? [
          new sdkMetrics.PeriodicExportingMetricReader({
            exporter: health.watch('metrics', exporters.metrics),
            exportIntervalMillis: settings.metricIntervalMs,
          }),
        ]
      : [],
  };
}

function fileExporters({ settings, ...options }: PipelineOptions): Exporters {
  const file = (signal: Signal) => new RotatingFile({ ...options, ...settings.file, signal });
  return {
    spans: fileSpanExporter(file('traces')),
    metrics: fileMetricExporter(file('metrics')),
    logs: fileLogExporter(file('logs')),
  };
}

function otlpExporters(url: string): Exporters {
  return {
    spans: new otlpTraces.OTLPTraceExporter({ url }),
    metrics: new otlpMetrics.OTLPMetricExporter({ url }),
    logs: new otlpLogs.OTLPLogExporter({ url }),
  };
}
