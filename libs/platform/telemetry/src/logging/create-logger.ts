import { createRequire } from 'node:module';
import { pino } from 'pino';
import type { Bindings, ChildLoggerOptions, DestinationStream, LogFn, Logger } from 'pino';
import type { LoggerProvider } from '@opentelemetry/api';
import { api } from '../opentelemetry.ts';
import type { TelemetrySettings } from '../settings.ts';
import { LineWriter } from './line-writer.ts';
import { otlpLogStream } from './otlp-log-stream.ts';
import { redact } from './redact.ts';

export interface LoggerOptions {
  readonly service: string;
  readonly settings: TelemetrySettings['log'];
  readonly provider: LoggerProvider;
  /** Where the lines go besides the exporter; standard output by default. */
  readonly destination?: DestinationStream;
}

/** A logger and the way to wait for its last line. */
export interface ClosableLogger {
  readonly logger: Logger;
  flush(): Promise<void>;
}

/**
 * A pino logger that writes JSON lines (pretty ones on a terminal) and feeds the log exporter.
 *
 * Rule: no query or passage text and no secret in any record. Fields with such names are replaced (redact.ts), messages
 * are constant sentences, and values go into fields, where they can be recognised. What errors say is kept only with the
 * levels `debug` and `trace`, which are for data that is no secret.
 */
export function createLogger({ service, settings, provider, destination }: LoggerOptions): ClosableLogger {
  const output: FlushableStream = destination ?? standardOutput(settings.format);
  const detail = settings.level === 'debug' || settings.level === 'trace' ? 'all' : 'frames';
  const redactRecord = (record: object) => redact(record, detail);
  const logger = pino(
    {
      level: settings.level,
      base: { service },
      mixin: activeSpanFields,
      // Redaction has serialised errors already.
      serializers: { err: (error: unknown) => error },
      formatters: { level: (label) => ({ level: label }), log: redactRecord },
      hooks: { logMethod: neverErrorMessage },
    },
    pino.multistream([
      { level: 'trace', stream: output },
      { level: 'trace', stream: otlpLogStream(provider, `optical.${service}`) },
    ]),
  );
  return { logger: redactBindings(logger, redactRecord), flush: () => flushed(output) };
}

function activeSpanFields(): object {
  const span = api.trace.getActiveSpan()?.spanContext();
  return span === undefined || !api.isSpanContextValid(span) ? {} : { trace_id: span.traceId, span_id: span.spanId };
}

/** pino makes the message of a logged error that of a record that has none. */
function neverErrorMessage(this: Logger, parameters: Parameters<LogFn>, method: LogFn): void {
  const [record, message] = parameters as readonly unknown[];
  if (typeof record === 'object' && message === undefined) method.call(this, record, 'error');
  else method.apply(this, parameters);
}

/** pino passes the fields of a record through its formatters, but not those of a child logger. */
function redactBindings(logger: Logger, redactRecord: typeof redact): Logger {
  const child = logger.child;
  logger.child = function <Levels extends string = never>(
    this: Logger,
    bindings: Bindings,
    options?: ChildLoggerOptions<Levels>,
  ) {
    return Reflect.apply(child, this, [redactRecord(bindings), options]) as Logger<Levels>;
  };
  return logger;
}

interface FlushableStream extends DestinationStream {
  flush?(done: () => void): void;
  flushSync?(): void;
}

/** One for all loggers of the process: each would listen for its end. */
let stdout: LineWriter | undefined;

/** In this thread: a worker would have to be awaited at the end and could not be flushed by a crash. */
function standardOutput(format: TelemetrySettings['log']['format']): FlushableStream {
  const output = (stdout ??= new LineWriter(1));
  const pretty = format === 'pretty' || (format === 'auto' && process.stdout.isTTY);
  if (!pretty) return output;
  const { prettyFactory } = createRequire(import.meta.url)('pino-pretty') as typeof import('pino-pretty');
  const prettify = prettyFactory({
    colorize: process.stdout.isTTY && process.stdout.hasColors(),
    ignore: 'pid,hostname',
  });
  return {
    write: (line) => {
      output.write(prettify(line));
    },
    flush: (done) => {
      output.flush(done);
    },
    flushSync: () => {
      output.flushSync();
    },
  };
}

function flushed(output: FlushableStream): Promise<void> {
  return new Promise((resolve) => {
    if (output.flush === undefined) resolve();
    else {
      output.flush(() => {
        resolve();
      });
    }
  });
}
