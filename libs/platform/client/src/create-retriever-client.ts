import { metrics, trace } from '@opentelemetry/api';
import type { Meter, Tracer } from '@opentelemetry/api';
import { createClient } from '@optical/grpc';
import { pino } from 'pino';
import type { Logger } from 'pino';
import type { CallOptions } from './call-options.ts';
import { clientSettings } from './client-settings.ts';
import type { RetrieverClient } from './retriever-client.ts';
import { retrieverContract } from './retriever-contract.ts';
import { retrieverClient } from './wrap-client.ts';

/** Where spans, metrics and log lines go. */
export interface ClientTelemetry {
  readonly tracer: Tracer;
  readonly meter: Meter;
  readonly logger: Logger;
}

export interface RetrieverClientOptions extends CallOptions {
  /** Host and port, or any name that gRPC resolves, such as `dns:///retriever:7000`. */
  readonly address: string;
  /** Default: the program's global OpenTelemetry, and no log. */
  readonly telemetry?: ClientTelemetry;
}

/**
 * Connects with the first call, and again whenever the connection is lost. Every call has a deadline, is tried again
 * while that leaves time, and carries the active span's context (W3C Trace Context).
 * @throws OpticalError invalid-argument for a setting out of range; failed-precondition when certificate or token files
 *   are unusable, or the token would leave this machine in plaintext
 */
export function createRetrieverClient({ address, telemetry, ...options }: RetrieverClientOptions): RetrieverClient {
  const { tracer, meter, logger } = telemetry ?? globalTelemetry();
  return retrieverClient(
    createClient(retrieverContract(), {
      address,
      settings: clientSettings(options),
      telemetry: { tracer, meter, logger, flush: nothing, shutdown: nothing },
    }),
  );
}

/** Whatever the program has registered; without it, spans and metrics go nowhere. */
function globalTelemetry(): ClientTelemetry {
  const name = '@optical/client';
  return { tracer: trace.getTracer(name), meter: metrics.getMeter(name), logger: pino({ level: 'silent' }) };
}

/** What is recorded is the program's to flush. */
const nothing = (): Promise<void> => Promise.resolve();
