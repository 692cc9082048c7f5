import type { Telemetry } from '../telemetry.ts';
import { RpcRecorder } from './rpc-recorder.ts';

/**
 * Records a call that ended with a status code.
 * @param path as on the wire
 */
export type RecordServerCall = (path: string, code: number, seconds: number) => void;

/** The duration of `rpcServerInterceptor`, without a span, for calls that are answered before they reach interceptors. */
export function rpcServerRecorder(telemetry: Pick<Telemetry, 'tracer' | 'meter'>): RecordServerCall {
  const recorder = new RpcRecorder('server', telemetry);
  return (path, code, seconds) => {
    recorder.record(recorder.method(path), code, seconds);
  };
}
