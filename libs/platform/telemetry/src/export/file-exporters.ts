import type { ExportResult } from '@opentelemetry/core';
import type { LogRecordExporter } from '@opentelemetry/sdk-logs';
import type { PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { SpanExporter } from '@opentelemetry/sdk-trace';
import { core, otlpTransformer } from '../opentelemetry.ts';
import type { RotatingFile } from './rotating-file.ts';

type Done = (result: ExportResult) => void;

/** What the exporters of all three signals have in common. */
interface FileExporter<Items> {
  export(items: Items, done: Done): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/**
 * Exporters that append one OTLP/JSON export request a line.
 * Format: https://opentelemetry.io/docs/specs/otel/protocol/file-exporter/
 */
export function fileSpanExporter(file: RotatingFile): SpanExporter {
  return fileExporter(file, (spans) => otlpTransformer.JsonTraceSerializer.serializeRequest(spans));
}

export function fileMetricExporter(file: RotatingFile): PushMetricExporter {
  return fileExporter(file, (metrics) => otlpTransformer.JsonMetricsSerializer.serializeRequest(metrics));
}

export function fileLogExporter(file: RotatingFile): LogRecordExporter {
  return fileExporter(file, (records) => otlpTransformer.JsonLogsSerializer.serializeRequest(records));
}

function fileExporter<Items>(
  file: RotatingFile,
  serialize: (items: Items) => Uint8Array | undefined,
): FileExporter<Items> {
  return {
    export: (items, done) => {
      const line = serialize(items) ?? new Uint8Array();
      file.append(line).then(
        () => {
          done({ code: core.ExportResultCode.SUCCESS });
        },
        (error: unknown) => {
          done({ code: core.ExportResultCode.FAILED, error: error as Error });
        },
      );
    },
    forceFlush: () => file.settled(),
    shutdown: () => file.settled(),
  };
}
