export type Runtime = typeof import('onnxruntime-node');

/**
 * Loads onnxruntime into this thread. To be called in worker threads (started with `SHARE_ENV`) and child processes
 * only: a session blocks the thread that runs it.
 */
export async function loadRuntime(): Promise<Runtime> {
  // Official builds for Linux and macOS report every process and model to their vendor unless the native library
  // finds this variable when it starts (https://github.com/microsoft/onnxruntime/pull/27379). There is no other switch.
  // eslint-disable-next-line no-restricted-properties -- see above: written, not read
  process.env.ORT_DISABLE_TELEMETRY = '1';
  // The binding of 1.30 reads Float16Array as empty; without that class, tensors keep half precision in Uint16Array.
  Reflect.deleteProperty(globalThis, 'Float16Array');
  return import('onnxruntime-node');
}
