export { Metadata } from '@grpc/grpc-js';
export { createClient, createUntypedClient } from './client/create-client.ts';
export type { ClosableClient, CreateClientOptions, UntypedClient } from './client/create-client.ts';
export { createHealthClient } from './client/health-client.ts';
export type { HealthClient, ServingStatus } from './client/health-client.ts';
export type { RpcOptions } from './client/rpc-options.ts';
export type { ServiceClient } from './client/service-client.ts';
export { toItemError } from './errors/item-error.ts';
export { kindOf, statusOfKind } from './errors/status-table.ts';
export { runOutsideCall } from './scope/call-scope.ts';
export { checkClientSettings } from './security/client-security.ts';
export type { Identity } from './security/identity.ts';
export { Admission, retryAfter } from './server/admission.ts';
export type { AdmissionLimits } from './server/admission.ts';
export type { ServiceBinding } from './server/adapt-service.ts';
export { answerBatches } from './server/answer-batches.ts';
export type { Batch, BatchReply } from './server/answer-batches.ts';
export { bindService } from './server/bind-service.ts';
export type { ServiceRefusals } from './server/bind-service.ts';
export { createServer } from './server/create-server.ts';
export type { CreateServerOptions } from './server/create-server.ts';
export type {
  BidiHandler,
  ClientStreamHandler,
  RpcContext,
  ServerStreamHandler,
  UnaryHandler,
} from './server/handlers.ts';
export type { Listening, RpcServer } from './server/rpc-server.ts';
export { runUntilSignal } from './server/run-until-signal.ts';
export type { ServiceHandlers } from './server/service-handlers.ts';
export { grpcClientSettings } from './settings/client-settings.ts';
export type { GrpcClientSettings } from './settings/client-settings.ts';
export { grpcServerSettings } from './settings/server-settings.ts';
export type { GrpcServerSettings } from './settings/server-settings.ts';
export { routeTransportLogs } from './transport-logs.ts';
