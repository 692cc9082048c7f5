import type { Tensor, Tensor__Output } from '@optical/contracts/common';
import { OpticalError } from '@optical/errors';

/** A matrix of 32-bit floats as a message that shares its memory. */
export function tensorOf(values: Float32Array, columns: number): Tensor {
  const { buffer, byteOffset, byteLength } = values;
  const shape = [columns === 0 ? 0 : values.length / columns, columns];
  return { shape, dtype: 'DTYPE_F32', data: Buffer.from(buffer, byteOffset, byteLength), scale: 0 };
}

/** @throws OpticalError internal for anything but a matrix of 32-bit floats, which is what was asked for */
export function matrixFrom(tensor: Tensor__Output | null): { readonly rows: number; readonly values: Float32Array } {
  const [rows = 0, columns = 0] = tensor?.shape ?? [];
  if (tensor?.dtype !== 'DTYPE_F32' || tensor.data.length !== 4 * rows * columns)
    throw new OpticalError('internal', 'the indexer answered with no matrix of 32-bit floats');
  return { rows, values: new Float32Array(Uint8Array.from(tensor.data).buffer) };
}
