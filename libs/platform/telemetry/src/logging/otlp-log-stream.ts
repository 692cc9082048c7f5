import type { AnyValue, LoggerProvider, SeverityNumber } from '@opentelemetry/api';
import { api, conventions } from '../opentelemetry.ts';

const severity: Readonly<Record<string, SeverityNumber>> = {
  trace: api.SeverityNumber.TRACE,
  debug: api.SeverityNumber.DEBUG,
  info: api.SeverityNumber.INFO,
  warn: api.SeverityNumber.WARN,
  error: api.SeverityNumber.ERROR,
  fatal: api.SeverityNumber.FATAL,
};

/** Fields of a pino line that have a place of their own in a log record or its resource. */
interface PinoLine extends Record<string, unknown> {
  readonly level: string;
  readonly time: number;
  readonly msg?: string;
  readonly err?: { readonly type?: string; readonly kind?: string; readonly message?: string; readonly stack?: string };
}

/**
 * A pino destination that emits each line as an OpenTelemetry log record. It reads the finished line, so what was
 * redacted for standard output is redacted here; pino writes synchronously, so the active span is the record's span.
 */
export function otlpLogStream(provider: LoggerProvider, name: string): { write(line: string): void } {
  const logger = provider.getLogger(name);
  return {
    write: (line) => {
      const { level, time, msg, err, ...rest } = JSON.parse(line) as PinoLine;
      logger.emit({
        timestamp: time,
        severityNumber: severity[level] ?? api.SeverityNumber.UNSPECIFIED,
        severityText: level,
        body: msg ?? '',
        attributes: { ...fieldAttributes(rest), ...exceptionAttributes(err) },
      });
    },
  };
}

/** The service is in the resource and the span ids are in the record itself. */
function fieldAttributes(fields: Record<string, unknown>): Record<string, AnyValue> {
  const entries = Object.entries(fields).filter(([name]) => !['service', 'trace_id', 'span_id'].includes(name));
  return Object.fromEntries(entries);
}

function exceptionAttributes(error: PinoLine['err']): Record<string, AnyValue> {
  if (error === undefined) return {};
  return {
    [conventions.ATTR_EXCEPTION_TYPE]: error.type,
    [conventions.ATTR_EXCEPTION_MESSAGE]: error.message,
    [conventions.ATTR_EXCEPTION_STACKTRACE]: error.stack,
    'optical.error.kind': error.kind,
  };
}
