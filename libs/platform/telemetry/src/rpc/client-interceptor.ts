import { InterceptingCall } from '@grpc/grpc-js';
import type { InterceptingListener, Interceptor, Metadata, StatusObject } from '@grpc/grpc-js';
import type { Context } from '@opentelemetry/api';
import { api } from '../opentelemetry.ts';
import type { Telemetry } from '../telemetry.ts';
import { injectContext } from './propagation.ts';
import type { RecordedCall } from './recorded-call.ts';
import type { RpcMethod } from './rpc-method.ts';
import { RpcRecorder } from './rpc-recorder.ts';
import { serverAttributes } from './server-address.ts';

type NextCall = ReturnType<Parameters<Interceptor>[1]>;

export interface ClientInterceptorOptions {
  /** What the one channel points at that the interceptor is for; asked of every call where it is unknown. */
  readonly target?: string;
  /** Whether the metadata of a call is made for that call alone and may be written to. */
  readonly ownsMetadata?: boolean;
}

/**
 * One CLIENT span and one `rpc.client.call.duration` for each call, retries included, from its start to its status.
 * The span is a child of the active one and travels in the metadata. Put it first in the client's list, so that it
 * covers what other interceptors do.
 *
 * Source: https://opentelemetry.io/docs/specs/semconv/rpc/grpc/
 */
export function rpcClientInterceptor(
  telemetry: Pick<Telemetry, 'tracer' | 'meter'>,
  { target, ownsMetadata = false }: ClientInterceptorOptions = {},
): Interceptor {
  const recorder = new RpcRecorder('client', telemetry);
  return (options, nextCall) => {
    const next = nextCall(options);
    // Before the start of a call its peer is the channel's target.
    const method = recorder.method(options.method_definition.path, target ?? next.getPeer(), serverAttributes);
    return new RecordedClientCall(next, recorder, method, ownsMetadata);
  };
}

class RecordedClientCall extends InterceptingCall {
  readonly #next: NextCall;
  readonly #recorder: RpcRecorder;
  readonly #method: RpcMethod;
  readonly #ownsMetadata: boolean;

  constructor(next: NextCall, recorder: RpcRecorder, method: RpcMethod, ownsMetadata: boolean) {
    super(next);
    this.#next = next;
    this.#recorder = recorder;
    this.#method = method;
    this.#ownsMetadata = ownsMetadata;
  }

  override start(metadata: Metadata, listener: Partial<InterceptingListener> = {}): void {
    const caller = api.context.active();
    const call = this.#recorder.begin(this.#method, caller);
    // The caller may use its metadata for several calls at once.
    const sent = this.#ownsMetadata ? metadata : metadata.clone();
    injectContext(call.context, sent);
    this.#next.start(sent, new CallerListener(listener, caller, call));
  }
}

/** Runs the caller's callbacks in the context of the caller, and ends the record with the status. */
class CallerListener implements InterceptingListener {
  readonly #listener: Partial<InterceptingListener>;
  readonly #caller: Context;
  readonly #call: RecordedCall;

  constructor(listener: Partial<InterceptingListener>, caller: Context, call: RecordedCall) {
    this.#listener = listener;
    this.#caller = caller;
    this.#call = call;
  }

  onReceiveMetadata(metadata: Metadata): void {
    this.#pass(this.#listener.onReceiveMetadata, metadata);
  }

  onReceiveMessage(message: unknown): void {
    this.#pass(this.#listener.onReceiveMessage, message);
  }

  onReceiveStatus(status: StatusObject): void {
    this.#call.end(status.code);
    this.#pass(this.#listener.onReceiveStatus, status);
  }

  /** Callbacks are in the caller's context already, unless the call had to wait for its connection. */
  #pass<T>(receive: ((value: T) => void) | undefined, value: T): void {
    if (receive === undefined) return;
    if (api.context.active() === this.#caller) receive.call(this.#listener, value);
    else api.context.with(this.#caller, receive, this.#listener, value);
  }
}
