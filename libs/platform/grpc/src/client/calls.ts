import type { ClientDuplexStream, ClientReadableStream } from '@grpc/grpc-js';
import { OpticalError } from '@optical/errors';
import { passBytes } from './client-method.ts';
import type { ClientMethod } from './client-method.ts';
import { OutgoingCall } from './outgoing-call.ts';
import type { RpcOptions } from './rpc-options.ts';
import { sendRequests } from './send-requests.ts';
import { UnaryCall } from './unary-call.ts';

const decode = (method: ClientMethod) => (bytes: Buffer) => method.decode(bytes);
const ignore = (): void => undefined;

export async function callUnary(method: ClientMethod, request: unknown, options: RpcOptions = {}): Promise<unknown> {
  const call = new OutgoingCall(method, options);
  const rpc = new UnaryCall(method, method.encode(request), call);
  const stopListening = call.onAbort(() => {
    rpc.cancel();
  });
  try {
    return await rpc.result;
  } catch (error) {
    throw call.explain(error);
  } finally {
    stopListening();
  }
}

export async function callClientStream(
  method: ClientMethod,
  requests: AsyncIterable<unknown>,
  options: RpcOptions = {},
): Promise<unknown> {
  const call = new OutgoingCall(method, options);
  const { deadline, metadata } = call;
  const over = new AbortController();
  let sourceError: unknown;
  return await new Promise((resolve, reject) => {
    const rpc = method.client.makeClientStreamRequest(
      method.path,
      passBytes,
      decode(method),
      metadata,
      { deadline },
      (error, response) => {
        stopListening();
        over.abort();
        if (error === null) resolve(response);
        else reject(asError(sourceError) ?? call.explain(error));
      },
    );
    rpc.on('error', ignore);
    const stopListening = call.onAbort(() => {
      rpc.cancel();
    });
    sendRequests(rpc, requests, method, over.signal).catch((error: unknown) => {
      sourceError = error;
      rpc.cancel();
    });
  });
}

/** The call starts with the first look at its responses, and is cancelled when the loop over them is left early. */
export async function* callServerStream(
  method: ClientMethod,
  request: unknown,
  options: RpcOptions = {},
): AsyncGenerator {
  const call = new OutgoingCall(method, options);
  const { deadline, metadata } = call;
  const bytes = method.encode(request);
  const rpc = method.client.makeServerStreamRequest(method.path, passBytes, decode(method), bytes, metadata, {
    deadline,
  });
  yield* readResponses(call, rpc);
}

/** As `callServerStream`; `requests` are sent while responses arrive. */
export async function* callBidi(
  method: ClientMethod,
  requests: AsyncIterable<unknown>,
  options: RpcOptions = {},
): AsyncGenerator {
  const call = new OutgoingCall(method, options);
  const { deadline, metadata } = call;
  const rpc = method.client.makeBidiStreamRequest(method.path, passBytes, decode(method), metadata, { deadline });
  const over = new AbortController();
  let sourceError: unknown;
  sendRequests(rpc, requests, method, over.signal).catch((error: unknown) => {
    sourceError = error;
    rpc.cancel();
  });
  try {
    yield* readResponses(call, rpc);
  } catch (error) {
    throw asError(sourceError) ?? error;
  } finally {
    over.abort();
  }
}

async function* readResponses(
  call: OutgoingCall,
  rpc: ClientReadableStream<unknown> | ClientDuplexStream<Buffer, unknown>,
): AsyncGenerator {
  const stopListening = call.onAbort(() => {
    rpc.cancel();
  });
  // The iterator reports errors; this keeps one that comes after the loop was left from being thrown at the process.
  rpc.on('error', ignore);
  let isOver = false;
  try {
    yield* rpc.iterator({ destroyOnReturn: false });
    isOver = true;
  } catch (error) {
    isOver = true;
    throw call.explain(error);
  } finally {
    stopListening();
    if (!isOver) rpc.cancel();
  }
}

function asError(error: unknown): Error | undefined {
  if (error === undefined || error instanceof Error) return error;
  return new OpticalError('internal', 'the source of the requests failed', {}, { cause: error });
}
