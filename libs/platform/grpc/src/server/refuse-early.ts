import type { Http2Server, IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { Server } from '@grpc/grpc-js';
import type { OpticalError } from '@optical/errors';
import type { RecordServerCall } from '@optical/telemetry';
import { toStatus } from '../errors/to-status.ts';
import { latestEnd } from './method.ts';
import type { Method } from './method.ts';
import { parseTimeout } from './parse-timeout.ts';

/**
 * Says of a call that has just arrived why it cannot be served, or undefined if it can. Nothing but its time is known:
 * neither who calls nor what is asked.
 * @param leftMs milliseconds until the call must be answered
 */
export type RefuseCall = (leftMs: number) => OpticalError | undefined;

export interface RefusableMethod {
  readonly refuse: RefuseCall;
  readonly method: Pick<Method, 'deadline' | 'logger'>;
}

/** Methods whose calls may be refused, by path: `/optical.retriever.v1.RetrieverService/Search`. */
export type RefusableMethods = ReadonlyMap<string, RefusableMethod>;

/**
 * Refuses calls before grpc-js makes anything of them: under overload most calls are refused, and what that costs is
 * missing for those that are answered. Such a call is measured, but leaves no span.
 * @param server bound to its port
 * @throws Error when grpc-js is not built as this needs it
 */
export function refuseEarly(server: Server, methods: RefusableMethods, record: RecordServerCall): void {
  if (methods.size === 0) return;
  for (const http2Server of http2ServersOf(server)) {
    const [takeStream, ...others] = http2Server.listeners('stream') as StreamListener[];
    if (takeStream === undefined || others.length > 0)
      throw new Error('a server of grpc-js takes streams in one place');
    http2Server.removeAllListeners('stream');
    http2Server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, ...rest: unknown[]) => {
      if (!refuse(stream, headers, methods, record)) takeStream.call(http2Server, stream, headers, ...rest);
    });
  }
}

type StreamListener = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, ...rest: unknown[]) => void;

/** The HTTP/2 servers of the addresses that a server listens at: grpc-js has no other way to its streams. */
function http2ServersOf(server: Server): Iterable<Http2Server> {
  const servers: unknown = Reflect.get(server, 'http2Servers');
  if (servers instanceof Map && servers.size > 0) return servers.keys() as Iterable<Http2Server>;
  throw new Error('the HTTP/2 servers of grpc-js are not where they were');
}

/** @returns whether the call was refused; what is thrown here would end the process */
function refuse(
  stream: ServerHttp2Stream,
  { ':path': path = '', 'grpc-timeout': timeout, 'content-type': type }: IncomingHttpHeaders,
  methods: RefusableMethods,
  record: RecordServerCall,
): boolean {
  const found = methods.get(path);
  const timeoutMs = parseTimeout(timeout);
  // grpc-js says what is wrong with a call, and takes some timeouts that are not as they should be.
  if (found === undefined || timeoutMs === undefined || type?.startsWith('application/grpc') !== true) return false;
  const arrivedMs = performance.now();
  const refusal = refusalOf(found, timeoutMs);
  if (refusal === undefined) return false;
  const { code, details, metadata } = toStatus(refusal);
  record(path, code, (performance.now() - arrivedMs) / 1000);
  // Whatever ends the stream now, nobody waits for it.
  stream.once('error', () => undefined);
  if (stream.destroyed || stream.closed) return true;
  stream.respond(
    {
      'content-type': 'application/grpc+proto',
      'grpc-status': code,
      'grpc-message': encodeURI(details),
      ...metadata.toHttp2Headers(),
    },
    { endStream: true },
  );
  // The rest of the request is read and dropped, so that the stream ends with it.
  stream.resume();
  return true;
}

function refusalOf({ refuse, method }: RefusableMethod, timeoutMs: number): unknown {
  const now = Date.now();
  try {
    return refuse(latestEnd(now + timeoutMs, method.deadline, now) - now);
  } catch (error) {
    method.logger.error({ err: error }, 'a call could not be looked at as it arrived');
    return error;
  }
}
