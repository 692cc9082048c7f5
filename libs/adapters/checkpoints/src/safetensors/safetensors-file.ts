import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { damaged, fromSystemError, mismatched } from '../files/file-errors.ts';
import { readFully } from '../files/read-fully.ts';
import { bytesPerElement, isFloatType } from './data-type.ts';
import type { FloatType } from './data-type.ts';
import { firstNonFinite } from './first-non-finite.ts';
import { elementCount } from './float-tensor.ts';
import type { FloatTensor } from './float-tensor.ts';
import { decodeFloats } from './half-precision.ts';
import { maximumHeaderBytes, parseHeader } from './header.ts';
import type { Header, TensorEntry } from './header.ts';

/** Elements that are decoded at a time: the only memory beyond the result that a half-precision tensor costs. */
const chunkElements = 2 ** 20;

/** The header is preceded by its length, an unsigned 64-bit integer. */
const prefixBytes = 8;

export interface FloatExpectation {
  /** The shape that the caller needs; any shape when absent. */
  readonly shape?: readonly number[];
  /** Refuse NaN and infinities. */
  readonly finite?: boolean;
}

/**
 * An open safetensors file. The header is read and checked once; tensors are read on demand with positioned reads, so
 * that memory holds only what was asked for. Reads may run concurrently.
 */
export class SafetensorsFile implements AsyncDisposable {
  readonly path: string;
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  readonly #handle: FileHandle;
  readonly #dataStart: number;

  private constructor(path: string, handle: FileHandle, header: Header, dataStart: number) {
    this.path = path;
    this.metadata = header.metadata;
    this.tensors = header.tensors;
    this.#handle = handle;
    this.#dataStart = dataStart;
  }

  /**
   * @throws OpticalError `not-found` without the file, `data-loss` when its header or length is not that of a
   *   safetensors file.
   */
  static async open(path: string): Promise<SafetensorsFile> {
    const handle = await open(path, 'r').catch((error: unknown) => {
      throw fromSystemError(path, error);
    });
    try {
      const { header, dataStart } = await readHeader(handle, path);
      return new SafetensorsFile(path, handle, header, dataStart);
    } catch (error) {
      await handle.close();
      throw fromSystemError(path, error);
    }
  }

  /** Reads an F32, F16 or BF16 tensor as float32. */
  async readFloats(name: string, expect: FloatExpectation = {}): Promise<FloatTensor> {
    const entry = this.#entry(name);
    const { dtype, shape } = entry;
    if (!isFloatType(dtype)) throw this.#mismatch(name, `is ${dtype}, expected F32, F16 or BF16`);
    if (expect.shape !== undefined && !sameShape(shape, expect.shape)) {
      throw this.#mismatch(name, `has shape [${shape.join(', ')}], expected [${expect.shape.join(', ')}]`);
    }
    const data = await this.#readFloats(entry, dtype);
    if (expect.finite === true) this.#requireFinite(name, shape, data);
    return { shape, data };
  }

  /** Reads the little-endian bytes of a tensor of any type. */
  async readBytes(name: string): Promise<Uint8Array> {
    const { begin, end } = this.#entry(name);
    const bytes = new Uint8Array(end - begin);
    await readFully(this.#handle, bytes, this.#dataStart + begin, this.path);
    return bytes;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #readFloats({ shape, begin }: TensorEntry, dtype: FloatType): Promise<Float32Array> {
    const data = new Float32Array(elementCount(shape));
    const start = this.#dataStart + begin;
    if (dtype === 'F32') {
      await readFully(this.#handle, new Uint8Array(data.buffer), start, this.path);
      return data;
    }
    const width = bytesPerElement[dtype];
    const buffer = new Uint8Array(Math.min(data.length, chunkElements) * width);
    for (let offset = 0; offset < data.length; offset += chunkElements) {
      const chunk = buffer.subarray(0, Math.min(data.length - offset, chunkElements) * width);
      await readFully(this.#handle, chunk, start + offset * width, this.path);
      decodeFloats(dtype, chunk, data, offset);
    }
    return data;
  }

  #entry(name: string): TensorEntry {
    const entry = this.tensors.get(name);
    if (entry === undefined)
      throw this.#mismatch(name, `is missing among the ${this.tensors.size} tensors of the file`);
    return entry;
  }

  #requireFinite(name: string, shape: readonly number[], data: Float32Array): void {
    const index = firstNonFinite(data);
    if (index === -1) return;
    const problem = `element ${index} of [${shape.join(', ')}] is ${data[index]!}, expected finite numbers`;
    throw damaged({ file: this.path, tensor: name, problem });
  }

  #mismatch(tensor: string, problem: string): Error {
    return mismatched({ file: this.path, tensor, problem });
  }
}

async function readHeader(handle: FileHandle, file: string): Promise<{ header: Header; dataStart: number }> {
  const { size } = await handle.stat();
  const prefix = new Uint8Array(prefixBytes);
  await readFully(handle, prefix, 0, file);
  const headerBytes = new DataView(prefix.buffer).getBigUint64(0, true);
  const limit = Math.min(maximumHeaderBytes, size - prefixBytes);
  if (headerBytes > limit) {
    throw damaged({ file, problem: `the header says ${headerBytes.toString()} bytes, expected at most ${limit}` });
  }
  const bytes = new Uint8Array(Number(headerBytes));
  await readFully(handle, bytes, prefixBytes, file);
  const dataStart = prefixBytes + bytes.length;
  return { header: parseHeader(bytes, size - dataStart, file), dataStart };
}

function sameShape(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((dimension, axis) => dimension === right[axis]);
}
