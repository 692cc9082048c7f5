import type { DType, TensorArray } from '@optical/graph';
import type * as ort from 'onnxruntime-node';
import type { Tensors } from '../thread/transfer.ts';
import type { Runtime } from './load-runtime.ts';

/** The runtime's tensors over the same memory. */
export function toRuntimeTensors({ Tensor }: Runtime, tensors: Tensors): Record<string, ort.Tensor> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { dtype, shape, data }]) => [name, new Tensor(dtype, data, shape)]),
  );
}

/** Plain tensors over the memory of the runtime's, which must be on the CPU. */
export function fromRuntimeTensors(tensors: ort.InferenceSession.ReturnType): Tensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { type, dims, data }]) => [
      name,
      { dtype: type as DType, shape: dims, data: data as TensorArray },
    ]),
  );
}
