export { rpcClientInterceptor } from './rpc/client-interceptor.ts';
export { rpcServerInterceptor } from './rpc/server-interceptor.ts';
export { telemetrySettings } from './settings.ts';
export type { TelemetrySettings } from './settings.ts';
export { startTelemetry } from './start-telemetry.ts';
export type { TelemetryOptions } from './start-telemetry.ts';
export type { Telemetry } from './telemetry.ts';
export { fromTraceparent, linksTo, toTraceparent } from './traceparent.ts';
