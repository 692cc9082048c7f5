import type { Link, Span, SpanContext } from '@opentelemetry/api';
import { core } from './opentelemetry.ts';

/** The span as a W3C `traceparent` string, to be stored with a job and linked later. */
export function toTraceparent(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

/** The span context of a `traceparent` string; undefined if it is malformed. */
export function fromTraceparent(traceparent: string): SpanContext | undefined {
  const context = core.parseTraceParent(traceparent);
  return context === null ? undefined : { ...context, isRemote: true };
}

/** Links for `startSpan` to those of the `traceparent` strings that are well formed. */
export function linksTo(...traceparents: readonly string[]): Link[] {
  return traceparents
    .map((traceparent) => fromTraceparent(traceparent))
    .filter((context) => context !== undefined)
    .map((context) => ({ context }));
}
