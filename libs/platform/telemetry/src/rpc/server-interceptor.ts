import { ServerInterceptingCall } from '@grpc/grpc-js';
import type { Metadata, ServerInterceptingCallInterface, ServerInterceptor } from '@grpc/grpc-js';
import { api } from '../opentelemetry.ts';
import type { Telemetry } from '../telemetry.ts';
import { cancelCode } from './cancel-code.ts';
import { extractContext } from './propagation.ts';
import type { RecordedCall } from './recorded-call.ts';
import type { RpcMethod } from './rpc-method.ts';
import { RpcRecorder } from './rpc-recorder.ts';

type ServerListener = Parameters<ServerInterceptingCallInterface['start']>[0];

/**
 * One SERVER span and one `rpc.server.call.duration` for each call that reaches a registered method, from its metadata
 * to its status. Handlers, and interceptors nearer to them, run in the context of the span (the message of a unary
 * request excepted: the end of the request starts the handler). Put it first in the
 * server's list: then it sees the status of calls that other interceptors refuse. Calls to unknown methods never reach
 * interceptors in grpc-js and are not recorded; calls that are refused before grpc-js sees them are measured by
 * `rpcServerRecorder` and have no span.
 *
 * Source: https://opentelemetry.io/docs/specs/semconv/rpc/grpc/
 */
export function rpcServerInterceptor(telemetry: Pick<Telemetry, 'tracer' | 'meter'>): ServerInterceptor {
  const recorder = new RpcRecorder('server', telemetry);
  return ({ path, requestStream }, call) =>
    new RecordedServerCall(call, recorder, recorder.method(path), requestStream);
}

class RecordedServerCall extends ServerInterceptingCall {
  readonly #next: ServerInterceptingCallInterface;
  readonly #recorder: RpcRecorder;
  readonly #method: RpcMethod;

  readonly #isStream: boolean;

  constructor(next: ServerInterceptingCallInterface, recorder: RpcRecorder, method: RpcMethod, isStream: boolean) {
    super(next);
    this.#next = next;
    this.#recorder = recorder;
    this.#method = method;
    this.#isStream = isStream;
  }

  override start(listener: ServerListener): void {
    this.#next.start(new RecordingListener(listener, this.#next, this.#recorder, this.#method, this.#isStream));
  }
}

/** Begins the record with the metadata, and runs all that happens to the call in the context of its span. */
class RecordingListener implements ServerListener {
  readonly #listener: ServerListener;
  readonly #next: ServerInterceptingCallInterface;
  readonly #recorder: RpcRecorder;
  readonly #method: RpcMethod;
  /** Entering a context costs about as much as a span: a message that starts no handler goes without. */
  readonly #isStream: boolean;
  #call: RecordedCall | undefined;

  constructor(
    listener: ServerListener,
    next: ServerInterceptingCallInterface,
    recorder: RpcRecorder,
    method: RpcMethod,
    isStream: boolean,
  ) {
    this.#isStream = isStream;
    this.#listener = listener;
    this.#next = next;
    this.#recorder = recorder;
    this.#method = method;
  }

  onReceiveMetadata(metadata: Metadata): void {
    const call = this.#recorder.begin(this.#method, extractContext(metadata));
    this.#call = call;
    observeStatus(this.#next, call);
    api.context.with(call.context, this.#listener.onReceiveMetadata, this.#listener, metadata);
  }

  onReceiveMessage(message: unknown): void {
    if (this.#isStream) api.context.with(this.#call!.context, this.#listener.onReceiveMessage, this.#listener, message);
    else this.#listener.onReceiveMessage(message);
  }

  onReceiveHalfClose(): void {
    api.context.with(this.#call!.context, this.#listener.onReceiveHalfClose, this.#listener);
  }

  /** grpc-js also says so after a status; then the call has ended already and keeps that status. */
  onCancel(): void {
    this.#call?.end(cancelCode(this.#next.getDeadline(), Date.now()));
    // A call may be cancelled while another interceptor still holds back its metadata.
    api.context.with(this.#call?.context ?? api.ROOT_CONTEXT, this.#listener.onCancel, this.#listener);
  }
}

/**
 * grpc-js ends some calls itself (deadline, message too large or not decodable, reply not encodable): it calls
 * `sendStatus` of its innermost call, which passes no interceptor. Watching that method of this one object is the only
 * way to know how the call ended.
 */
function observeStatus(next: ServerInterceptingCallInterface, call: RecordedCall): void {
  const send = next.sendStatus;
  next.sendStatus = (result) => {
    call.end(result.code);
    send.call(next, result);
  };
}
