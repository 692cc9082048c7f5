import type { Context, Histogram, Span } from '@opentelemetry/api';
import { api, conventions } from '../opentelemetry.ts';
import type { RpcMethod } from './rpc-method.ts';

/** A call under way: its span, if the method is traced, and its duration. */
export class RecordedCall {
  /** The context of the call's span; the parent's where the method is not traced. */
  readonly context: Context;
  readonly #histogram: Histogram;
  readonly #method: RpcMethod;
  readonly #span: Span | undefined;
  readonly #startMs = performance.now();
  #ended = false;

  constructor(histogram: Histogram, method: RpcMethod, context: Context, span: Span | undefined) {
    this.#histogram = histogram;
    this.#method = method;
    this.context = context;
    this.#span = span;
  }

  /** Only the first status counts. Its details stay out of the record: they may quote the request. */
  end(code: number): void {
    if (this.#ended) return;
    this.#ended = true;
    const outcome = this.#method.outcome(code);
    this.#histogram.record((performance.now() - this.#startMs) / 1000, outcome.metricAttributes);
    const span = this.#span;
    if (span?.isRecording() !== true) return;
    span.setAttribute(conventions.ATTR_RPC_STATUS_CODE, outcome.statusName);
    if (outcome.failed) {
      span.setAttribute(conventions.ATTR_ERROR_TYPE, outcome.statusName);
      span.setStatus({ code: api.SpanStatusCode.ERROR });
    }
    span.end();
  }
}
