// Here rather than in tsconfig.json: projects that import this package compile its sources under their own.
/// <reference lib="es2025.float16" />
import type { Dtype, Tensor } from '@optical/contracts/common';

/** Bytes of one element. */
export const elementBytes: Readonly<Record<'DTYPE_F32' | 'DTYPE_F16' | 'DTYPE_I8', number>> = {
  DTYPE_F32: 4,
  DTYPE_F16: 2,
  DTYPE_I8: 1,
};

export type VectorDtype = keyof typeof elementBytes;

/** @returns the element type that a request asks for; f32 when it does not say */
export const vectorDtype = (dtype: Dtype | undefined): VectorDtype =>
  dtype === 'DTYPE_F16' || dtype === 'DTYPE_I8' ? dtype : 'DTYPE_F32';

/**
 * Vectors as a message. f16 is rounded to the nearest value. i8 is rounded to the nearest multiple of one step, which
 * is 1/127 of the largest absolute component of the tensor: no component is off by more than half a step.
 * @param vectors [vectors, dims]; a f32 tensor is a view of them
 */
export function toTensor(vectors: Float32Array, dims: number, dtype: VectorDtype): Tensor {
  const shape = [vectors.length / dims, dims];
  switch (dtype) {
    case 'DTYPE_F32':
      return { shape, dtype, data: bytesOf(vectors), scale: 0 };
    case 'DTYPE_F16':
      return { shape, dtype, data: bytesOf(new Float16Array(vectors)), scale: 0 };
    case 'DTYPE_I8':
      return { shape, dtype, ...toSteps(vectors) };
  }
}

function toSteps(vectors: Float32Array): { data: Buffer; scale: number } {
  let largest = 0;
  for (const value of vectors) largest = Math.max(largest, Math.abs(value));
  // The scale travels as a float32; all zeros have any scale.
  const scale = largest === 0 ? 1 : Math.fround(largest / 127);
  const steps = new Int8Array(vectors.length);
  for (let index = 0; index < steps.length; index++)
    steps[index] = Math.max(-127, Math.min(127, Math.round(vectors[index]! / scale)));
  return { data: bytesOf(steps), scale };
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
