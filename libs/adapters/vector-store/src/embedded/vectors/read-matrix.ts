// Here rather than in tsconfig.json: projects that import this package compile its sources under their own.
/// <reference lib="es2025.float16" />
import { invalidArgument } from '@optical/errors';
import type { Matrix } from '../../port/passage.ts';

const elementBytes = { f32: 4, f16: 2, i8: 1 } as const;

/**
 * Vectors as floats, [rows, dims].
 * @param field what to name in errors
 * @throws OpticalError `invalid-argument` for other dims, no or too many rows, a wrong number of bytes or an element
 *   that is not finite
 */
export function toFloats(matrix: Matrix, dims: number, maximumRows: number, field: string): Float32Array {
  requireShape(matrix, dims, maximumRows, field);
  const floats = widen(matrix);
  const odd = floats.findIndex((value) => !Number.isFinite(value));
  if (odd >= 0) throw notFinite(field, odd, dims, String(floats[odd]));
  return floats;
}

/** Vectors as binary16 bits, rounded to the nearest, [rows, dims]; as `toFloats`, and none may be beyond 65504. */
export function toHalves(matrix: Matrix, dims: number, maximumRows: number, field: string): Uint16Array {
  requireShape(matrix, dims, maximumRows, field);
  const halves = matrix.dtype === 'f16' ? copyOf(matrix) : new Float16Array(widen(matrix)).buffer;
  const bits = new Uint16Array(halves);
  const odd = bits.findIndex((value) => (value & exponent) === exponent);
  if (odd >= 0) throw notFinite(field, odd, dims, String(widen(matrix)[odd]));
  return bits;
}

/** Binary16 bits as floats. */
export function widenHalves(halves: Uint8Array): Float32Array {
  return new Float32Array(new Float16Array(new Uint8Array(halves).buffer));
}

/** All ones in the exponent: infinite or not a number. */
const exponent = 0x7c00;

function widen(matrix: Matrix): Float32Array {
  const buffer = copyOf(matrix);
  switch (matrix.dtype) {
    case 'f32':
      return new Float32Array(buffer);
    case 'f16':
      return new Float32Array(new Float16Array(buffer));
    case 'i8':
      return Float32Array.from(new Int8Array(buffer), (step) => step * matrix.scale);
  }
}

/** Views of wider elements need an aligned start, which a part of a message does not have. */
const copyOf = ({ data }: Matrix): ArrayBuffer => new Uint8Array(data).buffer;

function requireShape(
  { rows, dims, dtype, data, scale }: Matrix,
  wanted: number,
  maximumRows: number,
  field: string,
): void {
  const refuse = (description: string) => invalidArgument({ field, description });
  if (dims !== wanted) throw refuse(`vectors of ${dims} dims; the collection has ${wanted}`);
  if (rows < 1 || rows > maximumRows) throw refuse(`${rows} vectors, from 1 to ${maximumRows} are allowed`);
  const bytes = rows * dims * elementBytes[dtype];
  if (data.length !== bytes) throw refuse(`${data.length} bytes, [${rows}, ${dims}] of ${dtype} are ${bytes}`);
  if (dtype === 'i8' && !(scale > 0 && Number.isFinite(scale)))
    throw refuse(`the scale of i8 vectors is ${scale}, above 0 is needed`);
}

function notFinite(field: string, place: number, dims: number, value: string) {
  const description = `vector ${Math.floor(place / dims)}, component ${place % dims} is ${value}: finite numbers within ±65504 are needed`;
  return invalidArgument({ field, description });
}
