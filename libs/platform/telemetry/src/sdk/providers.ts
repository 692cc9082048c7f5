import type { LoggerProvider, MeterProvider, TracerProvider } from '@opentelemetry/api';
import type { NodeSDKConfiguration } from '@opentelemetry/sdk-node';
import { api, sdkNode } from '../opentelemetry.ts';

/** The providers of one NodeSDK. */
export interface Providers {
  readonly tracers: TracerProvider;
  readonly meters: MeterProvider;
  readonly loggers: LoggerProvider;
  /** Resolves when every provider has flushed; rejects if one failed, after all have tried. */
  flush(): Promise<void>;
  shutdown(): Promise<void>;
}

/**
 * Starts a NodeSDK and returns the providers that are its own.
 *
 * NodeSDK offers its providers only through the API's globals, and a global that is taken is not given again. So the
 * globals are freed before the start and read right after it, all in one synchronous step: every NodeSDK of a process
 * gets its own providers, and the globals belong to the one started last. Nothing in this workspace uses the globals;
 * they serve third-party libraries.
 *
 * The context manager is different: which span is active must have one answer in a process, and contexts carry the
 * spans of any provider. The first start registers it, later starts leave it alone, and it outlives them all.
 *
 * With OTEL_SDK_DISABLED=true the providers are the API's no-ops.
 */
export function startProviders(configuration: Partial<NodeSDKConfiguration>): Providers {
  api.trace.disable();
  api.metrics.disable();
  api.logs.disable();
  const sdk = new sdkNode.NodeSDK({ ...configuration, ...contextManagerUnlessRegistered() });
  sdk.start();
  const tracers = withoutProxy(api.trace.getTracerProvider());
  const meters = api.metrics.getMeterProvider();
  const loggers = api.logs.getLoggerProvider();
  return {
    tracers,
    meters,
    loggers,
    flush: () => allDone([tracers, meters, loggers].map((provider) => forceFlush(provider))),
    shutdown: () => sdk.shutdown(),
  };
}

function contextManagerUnlessRegistered(): Partial<NodeSDKConfiguration> {
  const probe = Symbol('probe');
  const context = api.ROOT_CONTEXT.setValue(probe, true);
  const registered = api.context.with(context, () => api.context.active().getValue(probe) === true);
  // NodeSDK takes null for "register none"; its type does not say so.
  return registered ? { contextManager: null as unknown as NodeSDKConfiguration['contextManager'] } : {};
}

/** The API hands out a proxy in front of the provider that was registered. */
function withoutProxy(provider: TracerProvider & { getDelegate?(): TracerProvider }): TracerProvider {
  return provider.getDelegate?.() ?? provider;
}

/** No-op providers have nothing to flush. */
async function forceFlush(provider: object & { forceFlush?(): Promise<void> }): Promise<void> {
  await provider.forceFlush?.();
}

async function allDone(work: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(work);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
