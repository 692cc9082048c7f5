import { OpticalError } from '@optical/errors';
import type { FileDigest } from '../files/write-durably.ts';
import { writeDurably } from '../files/write-durably.ts';
import { bytesPerElement, dataTypes } from './data-type.ts';
import type { DataType, FloatType } from './data-type.ts';
import { firstNonFinite } from './first-non-finite.ts';
import { elementCount } from './float-tensor.ts';
import type { FloatTensor } from './float-tensor.ts';
import { encodeFloats } from './half-precision.ts';

/** A tensor to store: float32 values, converted to `dtype` (F32 when absent), or finished bytes of any type. */
export type TensorToWrite =
  | (FloatTensor & { readonly dtype?: FloatType })
  | { readonly shape: readonly number[]; readonly dtype: DataType; readonly bytes: Uint8Array };

/** Elements that are converted at a time. */
const chunkElements = 2 ** 20;

/**
 * Writes a new safetensors file, durable when the promise resolves. Tensors are stored in the order of the reference
 * implementation, so equal tensors give equal bytes.
 *
 * @throws OpticalError `invalid-argument` when a tensor's data does not fit its shape, `out-of-range` for NaN,
 *   infinities and values beyond the range of `dtype`, `already-exists` when `path` is there already.
 */
export function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, TensorToWrite>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<FileDigest> {
  const ordered = [...tensors].sort(([leftName, left], [rightName, right]) => {
    const byType = dataTypes.indexOf(storedType(right)) - dataTypes.indexOf(storedType(left));
    return byType || compareUtf8(leftName, rightName);
  });
  return writeDurably(path, fileBytes(path, ordered, metadata));
}

function* fileBytes(path: string, tensors: [string, TensorToWrite][], metadata: Readonly<Record<string, string>>) {
  yield headerBytes(path, tensors, metadata);
  for (const [name, tensor] of tensors) {
    if ('bytes' in tensor) yield tensor.bytes;
    else yield* encodedChunks(path, name, tensor);
  }
}

function headerBytes(path: string, tensors: [string, TensorToWrite][], metadata: Readonly<Record<string, string>>) {
  const header: [string, unknown][] = Object.keys(metadata).length === 0 ? [] : [['__metadata__', metadata]];
  let begin = 0;
  for (const [name, tensor] of tensors) {
    const dtype = storedType(tensor);
    const end = begin + elementCount(tensor.shape) * bytesPerElement[dtype];
    const given = 'bytes' in tensor ? tensor.bytes.length : tensor.data.length * bytesPerElement[dtype];
    if (given !== end - begin) {
      const problem = `${dtype} [${tensor.shape.join(', ')}] needs ${end - begin} bytes, its data has ${given}`;
      throw refused('invalid-argument', path, name, problem);
    }
    header.push([name, { dtype, shape: tensor.shape, data_offsets: [begin, end] }]);
    begin = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  // Padded with spaces so that the data begin on a multiple of 8 bytes.
  const padded = new Uint8Array(8 + Math.ceil(json.length / 8) * 8).fill(0x20);
  new DataView(padded.buffer).setBigUint64(0, BigInt(padded.length - 8), true);
  padded.set(json, 8);
  return padded;
}

function* encodedChunks(path: string, name: string, { data, dtype = 'F32' }: FloatTensor & { dtype?: FloatType }) {
  for (let begin = 0; begin < data.length; begin += chunkElements) {
    const chunk = data.subarray(begin, begin + chunkElements);
    const encoded = encodeFloats(dtype, chunk);
    const overflow = dtype === 'F32' ? firstNonFinite(chunk) : firstNonFiniteHalf(dtype, encoded);
    if (overflow !== -1) {
      const problem = `element ${begin + overflow} is ${chunk[overflow]!}, expected a finite ${dtype}`;
      throw refused('out-of-range', path, name, problem);
    }
    yield encoded;
  }
}

function firstNonFiniteHalf(dtype: 'F16' | 'BF16', encoded: Uint8Array): number {
  const exponent = dtype === 'F16' ? 0x7c00 : 0x7f80;
  const bits = new Uint16Array(encoded.buffer, encoded.byteOffset, encoded.byteLength / 2);
  return bits.findIndex((value) => (value & exponent) === exponent);
}

function storedType(tensor: TensorToWrite): DataType {
  return tensor.dtype ?? 'F32';
}

function compareUtf8(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

function refused(kind: 'invalid-argument' | 'out-of-range', path: string, name: string, problem: string): OpticalError {
  return new OpticalError(kind, `${path}: tensor ${JSON.stringify(name)}: ${problem}`);
}
