import type { Attributes, Context, Histogram, Tracer } from '@opentelemetry/api';
import { api, conventions } from '../opentelemetry.ts';
import type { Telemetry } from '../telemetry.ts';
import { RecordedCall } from './recorded-call.ts';
import { describeMethod } from './rpc-method.ts';
import type { RpcMethod } from './rpc-method.ts';
import type { RpcSide } from './rpc-status.ts';

/** Seconds. Source: https://opentelemetry.io/docs/specs/semconv/rpc/rpc-metrics/ */
const durationBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Begins the records of the calls of one server or client. */
export class RpcRecorder {
  readonly #side: RpcSide;
  readonly #tracer: Tracer;
  readonly #histogram: Histogram;
  readonly #methods = new Map<string, Map<string, RpcMethod>>();

  constructor(side: RpcSide, { tracer, meter }: Pick<Telemetry, 'tracer' | 'meter'>) {
    this.#side = side;
    this.#tracer = tracer;
    const [name, direction] =
      side === 'server'
        ? [conventions.METRIC_RPC_SERVER_CALL_DURATION, 'incoming']
        : [conventions.METRIC_RPC_CLIENT_CALL_DURATION, 'outgoing'];
    this.#histogram = meter.createHistogram(name, {
      description: `Duration of ${direction} RPCs.`,
      unit: 's',
      advice: { explicitBucketBoundaries: durationBoundaries },
    });
  }

  /** `path` as on the wire; `target` is what a client's channel points at. Both come from a bounded set. */
  method(path: string, target = '', describeTarget: (target: string) => Attributes = () => ({})): RpcMethod {
    const known = this.#methods.get(target)?.get(path);
    if (known !== undefined) return known;
    const method = describeMethod(this.#side, path, describeTarget(target));
    this.#methods.set(target, (this.#methods.get(target) ?? new Map<string, RpcMethod>()).set(path, method));
    return method;
  }

  /** The duration of a call that has ended with a status code. */
  record(method: RpcMethod, code: number, seconds: number): void {
    this.#histogram.record(seconds, method.outcome(code).metricAttributes);
  }

  begin(method: RpcMethod, parent: Context): RecordedCall {
    if (!method.traced) return new RecordedCall(this.#histogram, method, parent, undefined);
    const kind = this.#side === 'server' ? api.SpanKind.SERVER : api.SpanKind.CLIENT;
    const span = this.#tracer.startSpan(method.name, { kind, attributes: method.spanAttributes }, parent);
    return new RecordedCall(this.#histogram, method, api.trace.setSpan(parent, span), span);
  }
}
