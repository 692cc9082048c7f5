import type { Metadata } from '@grpc/grpc-js';
import { api } from '../opentelemetry.ts';
import type { Telemetry } from '../telemetry.ts';
import { injectContext } from './propagation.ts';
import { RpcRecorder } from './rpc-recorder.ts';
import { serverAttributes } from './server-address.ts';

/** Begins the record of a call, which travels in the metadata; the function it gives ends it with the status code. */
export type RecordClientCall = (path: string, metadata: Metadata) => (code: number) => void;

/**
 * The span and duration of `rpcClientInterceptor`, for calls that are started on a channel without interceptors.
 * @param target what the channel points at
 */
export function rpcClientRecorder(telemetry: Pick<Telemetry, 'tracer' | 'meter'>, target: string): RecordClientCall {
  const recorder = new RpcRecorder('client', telemetry);
  return (path, metadata) => {
    const call = recorder.begin(recorder.method(path, target, serverAttributes), api.context.active());
    injectContext(call.context, metadata);
    return (code) => {
      call.end(code);
    };
  };
}
