import type { MethodDefinition, ServiceDefinition, UntypedHandleCall } from '@grpc/grpc-js';
import { OpticalError } from '@optical/errors';
import type { Logger } from '../logger.ts';
import type { GrpcServerSettings } from '../settings/server-settings.ts';
import type { Admission } from './admission.ts';
import type { BidiHandler, ClientStreamHandler, ServerStreamHandler, UnaryHandler } from './handlers.ts';
import { createCodec } from './method.ts';
import type { Method } from './method.ts';
import type { RefusableMethod, RefusableMethods, RefuseCall } from './refuse-early.ts';
import { serveBidi, serveClientStream, serveServerStream, serveUnary } from './serve.ts';
import type { ServerState } from './serve.ts';
import { serviceNameOf } from './service-name.ts';

export type AnyHandler =
  | UnaryHandler<never, unknown>
  | ServerStreamHandler<never, unknown>
  | ClientStreamHandler<never, unknown>
  | BidiHandler<never, unknown>;

/**
 * A service and the handlers of its methods, named in camelCase. Methods without one answer UNIMPLEMENTED. The scope that
 * tokens need is the first two parts of the service's name, for example `optical.indexer`.
 */
export interface ServiceBinding {
  readonly definition: ServiceDefinition;
  readonly handlers: Readonly<Record<string, AnyHandler | undefined>>;
  /** What refuses calls as they arrive, by the names of their methods as `handlers` has them. */
  readonly refuse?: Readonly<Record<string, RefuseCall | undefined>>;
}

/** What the methods of one server have in common. */
export interface ServerShared {
  readonly state: ServerState;
  readonly settings: Pick<GrpcServerSettings, 'deadline' | 'maxMessageBytes'>;
  readonly logger: Logger;
  readonly unaryAdmission: Admission;
  readonly streamAdmission: Admission;
}

export interface GrpcService {
  readonly definition: ServiceDefinition;
  readonly implementation: Record<string, UntypedHandleCall>;
  /** Methods whose calls may be refused as they arrive. */
  readonly refusable: RefusableMethods;
}

/** The service as grpc-js takes it. @throws Error for a handler that belongs to no method. */
export function adaptService(binding: ServiceBinding, shared: ServerShared): GrpcService {
  const { definition, handlers, refuse = {} } = binding;
  const serviceName = serviceNameOf(definition);
  const scope = serviceName.split('.').slice(0, 2).join('.');
  const known = new Set(Object.values(definition).map(handlerName));
  const unknown = [...Object.keys(handlers), ...Object.keys(refuse)].filter((name) => !known.has(name));
  if (unknown.length > 0) throw new Error(`${serviceName} has no method named ${unknown.join(', ')}`);
  const implementation: Record<string, UntypedHandleCall> = {};
  const refusable = new Map<string, RefusableMethod>();
  for (const rpc of Object.values(definition)) {
    const name = handlerName(rpc);
    const method = describeMethod(rpc, scope, shared);
    implementation[name] = serve(shared.state, rpc, method, handlers[name]);
    if (refuse[name] !== undefined) refusable.set(rpc.path, { refuse: refuse[name], method });
  }
  return {
    definition: Object.fromEntries(Object.entries(definition).map(([name, method]) => [name, passBytes(method)])),
    implementation,
    refusable,
  };
}

function handlerName({ originalName, path }: MethodDefinition<unknown, unknown>): string {
  return originalName ?? path.slice(path.lastIndexOf('/') + 1);
}

const identity = (bytes: Buffer): Buffer => bytes;

function passBytes(method: MethodDefinition<unknown, unknown>): MethodDefinition<Buffer, Buffer> {
  return {
    ...method,
    requestSerialize: identity,
    requestDeserialize: identity,
    responseSerialize: identity,
    responseDeserialize: identity,
  };
}

function describeMethod(definition: MethodDefinition<unknown, unknown>, scope: string, shared: ServerShared): Method {
  const { deadline, maxMessageBytes } = shared.settings;
  const name = definition.path.slice(1);
  const isStreaming = definition.requestStream || definition.responseStream;
  return {
    name,
    isStreaming,
    scope,
    deadline: isStreaming ? { defaultMs: deadline.streamMs, maxMs: deadline.streamMs } : deadline,
    admission: isStreaming ? shared.streamAdmission : shared.unaryAdmission,
    logger: shared.logger.child({ 'rpc.method': name }),
    ...createCodec(name, definition, maxMessageBytes),
  };
}

function serve(
  state: ServerState,
  { requestStream, responseStream }: MethodDefinition<unknown, unknown>,
  method: Method,
  handler: AnyHandler = notImplemented(method),
): UntypedHandleCall {
  if (requestStream && responseStream) return serveBidi(state, method, handler as BidiHandler<unknown, unknown>);
  if (requestStream) return serveClientStream(state, method, handler as ClientStreamHandler<unknown, unknown>);
  if (responseStream) return serveServerStream(state, method, handler as ServerStreamHandler<unknown, unknown>);
  return serveUnary(state, method, handler as UnaryHandler<unknown, unknown>);
}

function notImplemented({ name }: Method): () => never {
  return () => {
    throw new OpticalError('unimplemented', `${name} is not implemented`);
  };
}
