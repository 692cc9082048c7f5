import type { Meter, Tracer } from '@opentelemetry/api';
import type { Logger } from 'pino';

/** The three signals of one service and their end. */
export interface Telemetry {
  /** Adds `trace_id` and `span_id` of the active span to every record; use child bindings for job ids. */
  readonly logger: Logger;
  readonly tracer: Tracer;
  readonly meter: Meter;
  /** Hands everything recorded so far to the exporters. Never rejects; takes at most 5 s. */
  flush(): Promise<void>;
  /** Flushes, then closes exporters and ports. Never rejects; takes at most 5 s; further calls wait for the first. */
  shutdown(): Promise<void>;
}
