import { OpticalError } from '@optical/errors';
import type { Dim, DType, Tensor, TensorArray } from '@optical/graph';
import type { InferenceSession } from 'onnxruntime-node';

/** One input or output of a model. A dimension given as a name is free; equal names are equal sizes. */
export interface TensorType {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly Dim[];
}

const arrays: Readonly<Record<DType, new (length: number) => TensorArray>> = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  uint32: Uint32Array,
  bool: Uint8Array,
};

/** The kind of array that holds elements of this dtype. */
export function arrayType(dtype: DType): new (length: number) => TensorArray {
  return arrays[dtype];
}

/** @throws OpticalError unimplemented for a value that is no tensor of a known dtype */
export function tensorType(metadata: InferenceSession.ValueMetadata): TensorType {
  if (!metadata.isTensor || !(metadata.type in arrays)) {
    const type = metadata.isTensor ? metadata.type : 'no tensor';
    throw new OpticalError('unimplemented', `${metadata.name} is ${type}; known are ${Object.keys(arrays).join(', ')}`);
  }
  return { name: metadata.name, dtype: metadata.type as DType, shape: metadata.shape };
}

/** `ids int64 [batch, 32]` */
export function formatType({ name, dtype, shape }: TensorType): string {
  return `${name} ${dtype} [${shape.join(', ')}]`;
}

export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, dim) => product * dim, 1);
}

/** A tensor of zeros. */
export function zeros(dtype: DType, shape: readonly number[]): Tensor {
  return { dtype, shape, data: new (arrayType(dtype))(elementsOf(shape)) };
}
