import type { InferenceSession } from 'onnxruntime-node';
import type { Device } from '../runtime/device.ts';
import { loadRuntime } from '../runtime/load-runtime.ts';
import type { Runtime } from '../runtime/load-runtime.ts';
import { openError, runError } from '../runtime/runtime-error.ts';
import { fromRuntimeTensors, toRuntimeTensors } from '../runtime/runtime-tensor.ts';
import { tensorType } from '../runtime/tensor-type.ts';
import type { TensorType } from '../runtime/tensor-type.ts';
import { sessionOptions } from '../runtime/tuning.ts';
import type { Tuning } from '../runtime/tuning.ts';
import type { Service } from '../thread/serve.ts';
import { packTensors } from '../thread/transfer.ts';
import type { Tensors } from '../thread/transfer.ts';

export interface SessionData {
  /** Path of the model, or its bytes, which may be in shared memory. */
  readonly model: string | Uint8Array;
  readonly device: Device;
  readonly tuning: Tuning;
}

export interface OpenedSession {
  readonly inputs: readonly TensorType[];
  readonly outputs: readonly TensorType[];
}

export interface SessionMethods {
  readonly run: (feeds: Tensors) => Tensors;
}

/** Runs one model, in a worker. */
export async function openSessionService({ model, device, tuning }: SessionData): Promise<Service<SessionMethods>> {
  const runtime = await loadRuntime();
  const session = await createSession(runtime, model, device, sessionOptions(device, tuning));
  return {
    opened: {
      inputs: session.inputMetadata.map(tensorType),
      outputs: session.outputMetadata.map(tensorType),
    } satisfies OpenedSession,
    methods: {
      run: async (feeds) => {
        try {
          const outputs = await session.run(toRuntimeTensors(runtime, feeds));
          const { tensors, transfer } = packTensors(fromRuntimeTensors(outputs));
          return { value: tensors, transfer };
        } catch (error) {
          throw runError('the run failed', error, feeds);
        }
      },
    },
    close: () => session.release(),
  };
}

/** @throws OpticalError failed-precondition if the runtime refuses the model, the device or an option */
export async function createSession(
  { InferenceSession }: Runtime,
  model: string | Uint8Array,
  device: Device,
  options: InferenceSession.SessionOptions,
): Promise<InferenceSession> {
  try {
    if (typeof model === 'string') return await InferenceSession.create(model, options);
    // The binding refuses shared memory here.
    return await InferenceSession.create(model.buffer instanceof SharedArrayBuffer ? model.slice() : model, options);
  } catch (error) {
    throw openError(error, device);
  }
}
