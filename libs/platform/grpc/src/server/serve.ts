import type {
  handleBidiStreamingCall,
  handleClientStreamingCall,
  handleServerStreamingCall,
  handleUnaryCall,
} from '@grpc/grpc-js';
import type { Counter } from '@opentelemetry/api';
import { runInScope } from '../scope/call-scope.ts';
import type { Authorize } from '../security/authorize.ts';
import { CallContext } from './call-context.ts';
import type { BidiHandler, ClientStreamHandler, ServerStreamHandler, UnaryHandler } from './handlers.ts';
import type { Method } from './method.ts';
import { readRequests, writeResponses } from './streams.ts';

/** What all calls of one server share. */
export interface ServerState {
  /** Undefined where tokens are off. */
  readonly authorize: Authorize | undefined;
  readonly rejections: Counter;
  /** Calls that have arrived and are not answered yet. */
  readonly open: Set<CallContext>;
}

// Requests and responses pass through grpc-js as bytes: they are decoded after a call is authorised and admitted, and
// a failure to encode is the service's to explain, not the transport's.

export function serveUnary(
  state: ServerState,
  method: Method,
  handler: UnaryHandler<unknown, unknown>,
): handleUnaryCall<Buffer, Buffer> {
  return (call, callback) => {
    const context = new CallContext(method, call, state.open, callback);
    void serve(state, method, context, async () => {
      const response = method.encode(await handler(method.decode(call.request), context));
      if (context.claimAnswer()) callback(null, response);
    });
  };
}

export function serveClientStream(
  state: ServerState,
  method: Method,
  handler: ClientStreamHandler<unknown, unknown>,
): handleClientStreamingCall<Buffer, Buffer> {
  return (call, callback) => {
    const context = new CallContext(method, call, state.open, callback);
    void serve(state, method, context, async () => {
      const response = method.encode(await handler(readRequests(call, method, context), context));
      if (context.claimAnswer()) callback(null, response);
    });
  };
}

export function serveServerStream(
  state: ServerState,
  method: Method,
  handler: ServerStreamHandler<unknown, unknown>,
): handleServerStreamingCall<Buffer, Buffer> {
  return (call) => {
    const context = new CallContext(method, call, state.open, (status) => call.emit('error', status));
    void serve(state, method, context, async () => {
      await writeResponses(call, handler(method.decode(call.request), context), method, context);
      if (context.claimAnswer()) call.end();
    });
  };
}

export function serveBidi(
  state: ServerState,
  method: Method,
  handler: BidiHandler<unknown, unknown>,
): handleBidiStreamingCall<Buffer, Buffer> {
  return (call) => {
    const context = new CallContext(method, call, state.open, (status) => call.emit('error', status));
    void serve(state, method, context, async () => {
      await writeResponses(call, handler(readRequests(call, method, context), context), method, context);
      if (context.claimAnswer()) call.end();
    });
  };
}

async function serve(
  state: ServerState,
  method: Method,
  context: CallContext,
  work: () => Promise<void>,
): Promise<void> {
  try {
    if (state.authorize !== undefined) context.identity = await state.authorize(context.metadata, method.scope);
    await enter(state, method, context);
    try {
      context.throwIfCancelled();
      await runInScope(context, work);
    } finally {
      method.admission.release(!context.wasCutOff);
    }
  } catch (error) {
    context.fail(error);
  }
}

async function enter(state: ServerState, { admission, name }: Method, context: CallContext): Promise<void> {
  if (admission.tryEnter()) return;
  if (admission.isFull) {
    state.rejections.add(1, { 'rpc.method': name });
    throw admission.refusal();
  }
  await admission.enter(context.signal);
}
