import './web-assembly.ts';
import { OpticalError } from '@optical/errors';
import type { Pointer } from './kernel-functions.ts';

const pageBytes = 65_536;
const lineBytes = 64;

/** A new memory that kernels of several threads may share, growing from 64 KiB to `maximumBytes`, at most 4 GiB. */
export function createKernelMemory(maximumBytes: number): WebAssembly.Memory {
  const maximum = Math.min(65_536, Math.ceil(maximumBytes / pageBytes));
  return new WebAssembly.Memory({ initial: 1, maximum, shared: true });
}

/**
 * Hands out a stretch of a kernel memory from front to back, and takes it back from back to front.
 * One thread owns an arena; several arenas on one memory must not overlap.
 */
export class Arena {
  readonly memory: WebAssembly.Memory;
  readonly #end: Pointer;
  #next: Pointer;

  /** @param end first byte that no longer belongs to the arena; by default what memory grows to */
  constructor(memory: WebAssembly.Memory, start: Pointer = 0, end: Pointer = 2 ** 32) {
    this.memory = memory;
    this.#next = align(start);
    this.#end = end;
  }

  /** Bytes in use, from the start of the memory. */
  get used(): Pointer {
    return this.#next;
  }

  /**
   * A stretch of `bytes` bytes at a cache line's start; not cleared.
   * @throws OpticalError `exhausted` when it does not fit, without a time to come again
   */
  allocate(bytes: number): Pointer {
    const pointer = this.#next;
    const next = align(pointer + bytes);
    if (next > this.#end) throw full(bytes, this.#end - pointer);
    const missing = next - this.memory.buffer.byteLength;
    if (missing > 0) this.#grow(Math.ceil(missing / pageBytes), bytes);
    this.#next = next;
    return pointer;
  }

  floats(length: number): { readonly pointer: Pointer; readonly values: Float32Array } {
    const pointer = this.allocate(length * 4);
    return { pointer, values: new Float32Array(this.memory.buffer, pointer, length) };
  }

  words(length: number): { readonly pointer: Pointer; readonly values: Uint32Array } {
    const pointer = this.allocate(length * 4);
    return { pointer, values: new Uint32Array(this.memory.buffer, pointer, length) };
  }

  shorts(length: number): { readonly pointer: Pointer; readonly values: Uint16Array } {
    const pointer = this.allocate(length * 2);
    return { pointer, values: new Uint16Array(this.memory.buffer, pointer, length) };
  }

  bytes(length: number): { readonly pointer: Pointer; readonly values: Uint8Array } {
    const pointer = this.allocate(length);
    return { pointer, values: new Uint8Array(this.memory.buffer, pointer, length) };
  }

  /** Runs `work` and takes back everything that it allocated. */
  scoped<T>(work: () => T): T {
    const mark = this.#next;
    try {
      return work();
    } finally {
      this.takeBack(mark);
    }
  }

  /** Takes back everything that was allocated since `used` was `mark`. */
  takeBack(mark: Pointer): void {
    this.#next = Math.min(this.#next, mark);
  }

  #grow(pages: number, bytes: number): void {
    try {
      this.memory.grow(pages);
    } catch {
      throw full(bytes, this.memory.buffer.byteLength - this.#next);
    }
  }
}

const align = (pointer: Pointer): Pointer => Math.ceil(pointer / lineBytes) * lineBytes;

const full = (bytes: number, left: number) =>
  new OpticalError('exhausted', `${bytes} bytes do not fit into the scoring memory, which has ${left} bytes left`);
