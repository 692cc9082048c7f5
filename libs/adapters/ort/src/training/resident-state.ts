import type { StateSpec } from '@optical/graph';
import type { InferenceSession, Tensor as RuntimeTensor } from 'onnxruntime-node';
import type { Runtime } from '../runtime/load-runtime.ts';
import { fromRuntimeTensors, toRuntimeTensors } from '../runtime/runtime-tensor.ts';
import type { Tensors } from '../thread/transfer.ts';
import type { DeviceCopies } from './device-copies.ts';
import type { TrainingState } from './training-state.ts';

/**
 * State in a device's memory. The runtime allocates the outputs of each step there; what they replace is released.
 *
 * @param session whose state outputs are bound to the device, and the metrics to the CPU
 */
export function residentState(
  runtime: Runtime,
  session: InferenceSession,
  specs: readonly StateSpec[],
  initial: Tensors,
  copies: DeviceCopies,
): TrainingState {
  const isState = new Set(specs.map(({ output }) => output));
  /** On the CPU until the first step has fed them. */
  const current = toRuntimeTensors(runtime, initial);
  const replace = (name: string, tensor: RuntimeTensor): void => {
    release(current[name]!);
    current[name] = tensor;
  };
  return {
    async step(feeds) {
      const outputs = await session.run({ ...feeds, ...current });
      for (const { input, output } of specs) replace(input, outputs[output]!);
      return fromRuntimeTensors(Object.fromEntries(Object.entries(outputs).filter(([name]) => !isState.has(name))));
    },
    async read() {
      const state: Record<string, RuntimeTensor> = {};
      for (const [name, tensor] of Object.entries(current)) state[name] = await copies.toHost(tensor);
      return fromRuntimeTensors(state);
    },
    write: (tensors) => {
      for (const [name, tensor] of Object.entries(toRuntimeTensors(runtime, tensors))) replace(name, tensor);
      return Promise.resolve();
    },
    dispose: () => {
      for (const tensor of Object.values(current)) release(tensor);
    },
  };
}

function release(tensor: RuntimeTensor): void {
  if (tensor.location === 'gpu-buffer') tensor.dispose();
}
