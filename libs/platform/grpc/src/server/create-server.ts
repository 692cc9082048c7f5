import { Server } from '@grpc/grpc-js';
import type { ServerOptions } from '@grpc/grpc-js';
import { createMetrics, rpcServerInterceptor, rpcServerRecorder } from '@optical/telemetry';
import type { Telemetry } from '@optical/telemetry';
import { createAuthorize } from '../security/authorize.ts';
import { assertSafeExposure } from '../security/exposure.ts';
import { createServerCredentials } from '../security/server-credentials.ts';
import { TokenVerifier } from '../security/token-verifier.ts';
import type { GrpcServerSettings } from '../settings/server-settings.ts';
import { serverMetrics } from '../telemetry.ts';
import { adaptService } from './adapt-service.ts';
import type { ServiceBinding } from './adapt-service.ts';
import { Admission } from './admission.ts';
import type { CallContext } from './call-context.ts';
import { discardTornRequests } from './discard-torn-requests.ts';
import { Health, healthDefinition } from './health.ts';
import { OpenStreams } from './open-streams.ts';
import { addReflection } from './reflection.ts';
import { RpcServer } from './rpc-server.ts';
import type { ServerState } from './serve.ts';
import { serviceNameOf } from './service-name.ts';

export interface CreateServerOptions {
  readonly settings: GrpcServerSettings;
  readonly telemetry: Telemetry;
  readonly services: readonly ServiceBinding[];
}

/**
 * A server for `services` with health and reflection, ready to `listen`. Services begin NOT_SERVING.
 * @throws OpticalError `failed-precondition` when the settings contradict each other, a certificate or key file is
 * unusable, or the server would be reachable from beyond this machine without TLS or without tokens.
 */
export function createServer({ settings, telemetry, services }: CreateServerOptions): RpcServer {
  const { logger } = telemetry;
  const hasTokens = settings.token.jwksFile !== undefined || settings.token.secretFile !== undefined;
  const hasTls = settings.tls.certificateFile !== undefined;
  assertSafeExposure({ host: settings.host, hasTls, hasTokens, allowInsecure: settings.allowInsecure });
  const security = createServerCredentials(settings, logger);
  const verifier = hasTokens ? new TokenVerifier(settings, logger) : undefined;
  const state: ServerState = {
    authorize: verifier && createAuthorize(verifier),
    rejections: createMetrics(telemetry.meter, serverMetrics).rejections,
    open: new Set<CallContext>(),
  };
  const { running, waiting, runningStreams } = settings.calls;
  const shared = {
    state,
    settings,
    logger,
    unaryAdmission: new Admission({ running, waiting }),
    streamAdmission: new Admission({ running: runningStreams, waiting: 0 }),
  };

  const streams = new OpenStreams();
  const health = new Health(
    services.map(({ definition }) => serviceNameOf(definition)),
    streams,
  );
  const adapted = services.map((service) => adaptService(service, shared));
  const server = new Server({
    ...channelOptions(settings),
    interceptors: [rpcServerInterceptor(telemetry), discardTornRequests],
  });
  for (const { definition, implementation } of adapted) server.addService(definition, implementation);
  health.addTo(server);
  addReflection(server, [...services.map(({ definition }) => definition), healthDefinition], state.authorize, streams);
  return new RpcServer({
    settings,
    logger,
    server,
    credentials: security.credentials,
    health,
    streams,
    refusals: {
      methods: new Map(adapted.flatMap((service) => [...service.refusable])),
      record: rpcServerRecorder(telemetry),
    },
    calls: {
      open: state.open,
      whenIdle: () => Promise.all([shared.unaryAdmission.whenIdle(), shared.streamAdmission.whenIdle()]),
    },
    resources: verifier === undefined ? [security] : [security, verifier],
  });
}

/** Streams that one connection may have open, as a multiple of the calls the server takes: beyond it callers queue. */
const streamsPerCall = 4;

function channelOptions({ calls, keepalive, maxConnectionAgeMs, maxMessageBytes }: GrpcServerSettings): ServerOptions {
  return {
    'grpc.max_receive_message_length': maxMessageBytes,
    // Responses are measured when they are encoded, with a clearer error.
    'grpc.max_send_message_length': -1,
    'grpc.max_concurrent_streams': streamsPerCall * (calls.running + calls.waiting + calls.runningStreams),
    'grpc.keepalive_time_ms': keepalive.timeMs,
    'grpc.keepalive_timeout_ms': keepalive.timeoutMs,
    'grpc.max_connection_age_ms': maxConnectionAgeMs,
    'grpc.enable_channelz': 0,
  };
}
