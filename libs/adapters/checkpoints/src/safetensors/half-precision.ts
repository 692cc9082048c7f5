// Here rather than in tsconfig.json: projects that import this package compile its sources under their own.
/// <reference lib="es2025.float16" />
import type { FloatType } from './data-type.ts';

/**
 * Decodes stored little-endian elements into `target` from element `offset` on. `bytes` must start on a multiple of
 * its element size within its buffer; hosts are little-endian (so is every platform of onnxruntime-node).
 */
export function decodeFloats(dtype: FloatType, bytes: Uint8Array, target: Float32Array, offset: number): void {
  if (dtype === 'F32') {
    target.set(new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4), offset);
  } else if (dtype === 'F16') {
    target.set(new Float16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2), offset);
  } else {
    const stored = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
    const bits = new Uint32Array(target.buffer, target.byteOffset + offset * 4, stored.length);
    for (let index = 0; index < stored.length; index++) bits[index] = stored[index]! << 16;
  }
}

/** The bytes of `values` in the given type, rounded to nearest, ties to even. F32 is a view, not a copy. */
export function encodeFloats(dtype: FloatType, values: Float32Array): Uint8Array {
  const encoded = dtype === 'F32' ? values : dtype === 'F16' ? new Float16Array(values) : roundToBfloat16(values);
  return new Uint8Array(encoded.buffer, encoded.byteOffset, encoded.byteLength);
}

function roundToBfloat16(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const rounded = new Uint16Array(values.length);
  for (let index = 0; index < bits.length; index++) {
    const value = bits[index]!;
    // A NaN whose payload sits in the low half would round to infinity: keep it a NaN.
    const isNaN = (value & 0x7fff_ffff) > 0x7f80_0000;
    rounded[index] = isNaN ? (value >>> 16) | 0x40 : (value + 0x7fff + ((value >>> 16) & 1)) >>> 16;
  }
  return rounded;
}
