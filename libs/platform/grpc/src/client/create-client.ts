import { Client } from '@grpc/grpc-js';
import type { ClientOptions, MethodDefinition, ServiceDefinition } from '@grpc/grpc-js';
import type { Contract, Stem } from '@optical/contracts';
import { rpcClientInterceptor, rpcClientRecorder } from '@optical/telemetry';
import type { Telemetry } from '@optical/telemetry';
import { createClientSecurity } from '../security/client-security.ts';
import type { GrpcClientSettings } from '../settings/client-settings.ts';
import type { ServiceClient } from './service-client.ts';
import { callBidi, callClientStream, callServerStream, callUnary } from './calls.ts';
import { createRequestEncoder } from './client-method.ts';
import type { ClientMethod } from './client-method.ts';
import type { RpcOptions } from './rpc-options.ts';
import { createServiceConfig } from './service-config.ts';

export interface CreateClientOptions {
  /** Host and port, or any name that gRPC resolves, such as `dns:///indexer:9000`. */
  readonly address: string;
  readonly settings: GrpcClientSettings;
  readonly telemetry: Telemetry;
}

/** Lets calls in progress finish and then closes the connection; new calls fail. */
export interface ClosableClient {
  close(): void;
}

/**
 * A client of a service: one function per RPC, named in camelCase. Connects with the first call and again whenever the
 * connection is lost.
 * @throws OpticalError `failed-precondition` when certificate or token files are unusable, or the token would leave this
 * machine in plaintext.
 */
export function createClient<S extends Stem>(
  contract: Contract<S>,
  options: CreateClientOptions,
): ServiceClient<S> & ClosableClient {
  return createUntypedClient(contract.definition, options) as unknown as ServiceClient<S> & ClosableClient;
}

/** A function per RPC; whether it takes and gives messages or streams depends on the RPC. */
export type UntypedClient = Readonly<Record<string, (request: unknown, options?: RpcOptions) => unknown>>;

/** As `createClient`, for a service that is known only at run time. */
export function createUntypedClient(
  definition: ServiceDefinition,
  { address, settings, telemetry }: CreateClientOptions,
): UntypedClient & ClosableClient {
  const security = createClientSecurity(address, settings, telemetry.logger);
  const client = new Client(address, security.credentials, {
    ...channelOptions(definition, settings),
    interceptors: [rpcClientInterceptor(telemetry, { target: address, ownsMetadata: true })],
  });
  const record = rpcClientRecorder(telemetry, address);
  const describe = (method: MethodDefinition<unknown, unknown>): ClientMethod => {
    const isStreaming = method.requestStream || method.responseStream;
    const name = method.path.slice(1);
    return {
      client,
      path: method.path,
      name,
      deadlineMs: isStreaming ? settings.deadline.streamMs : settings.deadline.defaultMs,
      marginMs: settings.deadline.marginMs,
      record,
      token: security.token,
      encode: createRequestEncoder(name, method, settings.maxMessageBytes),
      decode: (bytes) => method.responseDeserialize(bytes),
    };
  };
  const functions = Object.entries(definition).map(([name, method]) => [
    method.originalName ?? name,
    functionOf(method, describe(method)),
  ]);
  return {
    ...(Object.fromEntries(functions) as UntypedClient),
    close: () => {
      client.close();
      security.close();
    },
  };
}

/**
 * Waits between attempts to connect. Calls fail while nobody answers, so a server that is back has to be found soon; an
 * attempt in a cluster costs next to nothing.
 */
const reconnectMs = { first: 100, longest: 1_000 };

/**
 * Bytes of replies that may be under way before the client has read them. With Node's default a reply of some megabytes
 * waits dozens of times for a turn of two busy event loops.
 */
const flowControlWindow = 2 ** 20;

type Stream = AsyncIterable<unknown>;

function functionOf(
  { requestStream, responseStream }: MethodDefinition<unknown, unknown>,
  method: ClientMethod,
): unknown {
  if (requestStream && responseStream)
    return (requests: Stream, options?: RpcOptions) => callBidi(method, requests, options);
  if (requestStream) return (requests: Stream, options?: RpcOptions) => callClientStream(method, requests, options);
  if (responseStream) return (request: unknown, options?: RpcOptions) => callServerStream(method, request, options);
  return (request: unknown, options?: RpcOptions) => callUnary(method, request, options);
}

function channelOptions(definition: ServiceDefinition, settings: GrpcClientSettings): ClientOptions {
  const { keepalive, maxMessageBytes, retryAttempts, tls } = settings;
  return {
    'grpc.service_config': JSON.stringify(createServiceConfig(definition, retryAttempts)),
    'grpc.service_config_disable_resolution': 1,
    'grpc.max_receive_message_length': maxMessageBytes,
    // Requests are measured when they are encoded, with a clearer error.
    'grpc.max_send_message_length': -1,
    'grpc-node.flow_control_window': flowControlWindow,
    'grpc.initial_reconnect_backoff_ms': reconnectMs.first,
    'grpc.max_reconnect_backoff_ms': reconnectMs.longest,
    'grpc.keepalive_time_ms': keepalive.timeMs,
    'grpc.keepalive_timeout_ms': keepalive.timeoutMs,
    'grpc.enable_channelz': 0,
    ...(tls.serverName !== undefined && {
      'grpc.ssl_target_name_override': tls.serverName,
      'grpc.default_authority': tls.serverName,
    }),
  };
}
