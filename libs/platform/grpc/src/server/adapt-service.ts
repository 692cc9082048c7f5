import type { MethodDefinition, ServiceDefinition, UntypedHandleCall } from '@grpc/grpc-js';
import { OpticalError } from '@optical/errors';
import type { Logger } from '../logger.ts';
import type { GrpcServerSettings } from '../settings/server-settings.ts';
import type { Admission } from './admission.ts';
import type { BidiHandler, ClientStreamHandler, ServerStreamHandler, UnaryHandler } from './handlers.ts';
import { createCodec } from './method.ts';
import type { Method } from './method.ts';
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
}

/** The service as grpc-js takes it. @throws Error for a handler that belongs to no method. */
export function adaptService(binding: ServiceBinding, shared: ServerShared): GrpcService {
  const { definition, handlers } = binding;
  const serviceName = serviceNameOf(definition);
  const scope = serviceName.split('.').slice(0, 2).join('.');
  const methods = Object.values(definition);
  const unknown = Object.keys(handlers).filter((name) => !methods.some((method) => handlerName(method) === name));
  if (unknown.length > 0) throw new Error(`${serviceName} has no method for the handler ${unknown.join(', ')}`);
  return {
    definition: Object.fromEntries(Object.entries(definition).map(([name, method]) => [name, passBytes(method)])),
    implementation: Object.fromEntries(
      methods.map((definition) => {
        const method = describeMethod(definition, scope, shared);
        return [handlerName(definition), serve(shared.state, definition, method, handlers[handlerName(definition)])];
      }),
    ),
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
