// Here rather than in tsconfig.json: projects that import this package compile its sources under their own.
/// <reference lib="es2025.float16" />
import type { Dtype as DtypeName, Tensor, Tensor__Output } from '@optical/contracts/common';
import { invalidArgument } from '@optical/errors';
import type { Dtype, Matrix } from '@optical/vector-store';

const dtypes: Readonly<Record<string, Dtype>> = { DTYPE_F32: 'f32', DTYPE_F16: 'f16', DTYPE_I8: 'i8' };

/** @throws OpticalError `invalid-argument` when it is missing or no matrix of a known element type */
export function readMatrix(tensor: Tensor__Output | null, field: string): Matrix {
  const refuse = (description: string) => invalidArgument({ field, description });
  if (tensor === null) throw refuse('is required');
  const { shape, data, scale } = tensor;
  const dtype = dtypes[tensor.dtype];
  if (dtype === undefined)
    throw refuse(`its dtype is ${tensor.dtype}, one of ${Object.keys(dtypes).join(', ')} is needed`);
  const [rows, dims] = shape;
  if (shape.length !== 2) throw refuse(`its shape has ${shape.length} dimensions, [tokens, dims] is needed`);
  return { rows: rows!, dims: dims!, dtype, data, scale };
}

/**
 * Stored vectors as a message.
 * @param matrix binary16
 */
export function writeMatrix({ rows, dims, data }: Matrix, dtype: DtypeName): Tensor {
  const shape = [rows, dims];
  if (dtype === 'DTYPE_F16') return { shape, dtype, data: Buffer.from(data), scale: 0 };
  const halves = new Float16Array(new Uint8Array(data).buffer);
  if (dtype !== 'DTYPE_I8') return { shape, dtype: 'DTYPE_F32', data: bytesOf(new Float32Array(halves)), scale: 0 };
  const largest = halves.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const scale = largest === 0 ? 1 : Math.fround(largest / 127);
  return { shape, dtype, data: bytesOf(Int8Array.from(halves, (value) => Math.round(value / scale))), scale };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
