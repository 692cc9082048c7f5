/** Values that OTLP attributes have. */
export type RecordedValue =
  string | number | boolean | readonly RecordedValue[] | { readonly [key: string]: RecordedValue };

export type RecordedAttributes = Readonly<Record<string, RecordedValue>>;

/** A span as it was written to a local file. Times are milliseconds since the epoch, below one microsecond exact. */
export interface RecordedSpan {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** Absent at the root of a trace. */
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  /** Stem of the service that recorded the span. */
  readonly service: string;
  readonly instanceId: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly status: 'unset' | 'ok' | 'error';
  readonly attributes: RecordedAttributes;
  readonly events: readonly {
    readonly name: string;
    readonly timeMs: number;
    readonly attributes: RecordedAttributes;
  }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
}
