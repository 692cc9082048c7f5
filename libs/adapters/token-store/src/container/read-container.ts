import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { OpticalError } from '@optical/errors';
import {
  checksumBytes,
  endOf,
  fileBytes,
  formatVersion,
  headerSchema,
  magic,
  maximumHeaderBytes,
  preambleBytes,
} from './layout.ts';
import type { Header, Section } from './layout.ts';

/** Bytes read at a time: bounds the memory of a reader. */
export const chunkBytes = 2 ** 20;

/**
 * An open file of sections. Every byte that is handed out belongs to a section whose checksum is compared at its end, so
 * what was read counts only once the reading function has returned.
 */
export class ContainerReader implements Disposable {
  readonly file: string;
  readonly header: Header;
  readonly #handle: number;

  /**
   * @param kind what the file must hold
   * @throws OpticalError `not-found`, `failed-precondition` (another format version or kind), `data-loss` for a torn,
   *   truncated or changed file, naming file, section and what was expected
   */
  constructor(file: string, kind: string) {
    this.file = file;
    this.#handle = openFile(file);
    try {
      this.header = this.#readHeader(kind);
    } catch (error) {
      closeSync(this.#handle);
      throw error;
    }
  }

  /** Passes a section in chunks of at most 1 MiB, in order; a chunk is overwritten by the next. */
  stream(name: string, take: (chunk: Buffer, position: number) => void): void {
    const { offset, bytes } = this.#section(name);
    const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, bytes));
    let checksum = 0;
    for (let position = 0; position < bytes;) {
      const wanted = Math.min(chunk.length, bytes - position);
      this.#read(chunk, wanted, offset + position, name);
      const part = chunk.subarray(0, wanted);
      checksum = crc32(part, checksum);
      take(part, position);
      position += wanted;
    }
    const stored = Buffer.allocUnsafe(checksumBytes);
    this.#read(stored, checksumBytes, offset + bytes, name);
    const expected = stored.readUInt32LE();
    if (expected !== checksum) throw this.damaged(name, `checksum ${expected} was expected, ${checksum} was found`);
  }

  /** A section as a whole, in memory of its own; for the small ones. */
  bytes(name: string): ArrayBuffer {
    const all = new Uint8Array(this.#section(name).bytes);
    this.stream(name, (chunk, position) => {
      all.set(chunk, position);
    });
    return all.buffer;
  }

  /** The error for content that contradicts itself. */
  damaged(section: string, problem: string): OpticalError {
    return damaged(this.file, section, problem);
  }

  [Symbol.dispose](): void {
    closeSync(this.#handle);
  }

  #section(name: string): Section {
    const section = this.header.sections.find((candidate) => candidate.name === name);
    if (section === undefined) throw this.damaged('header', `section ${name} was expected`);
    return section;
  }

  #readHeader(kind: string): Header {
    const size = fstatSync(this.#handle).size;
    const preamble = Buffer.alloc(preambleBytes);
    this.#read(preamble, preambleBytes, 0, 'preamble');
    if (!preamble.subarray(0, magic.length).equals(magic)) {
      throw this.damaged('preamble', `a file that begins with ${magic.toString()} was expected`);
    }
    const version = preamble.readUInt32LE(magic.length);
    if (version !== formatVersion) {
      const problem = `${this.file} has format version ${version}, this software reads version ${formatVersion}`;
      throw new OpticalError('failed-precondition', problem);
    }
    const length = preamble.readUInt32LE(magic.length + 4);
    if (length > maximumHeaderBytes) {
      throw this.damaged('header', `at most ${maximumHeaderBytes} bytes were expected, not ${length}`);
    }
    const encoded = Buffer.alloc(length);
    this.#read(encoded, length, preambleBytes, 'header');
    const expected = preamble.readUInt32LE(magic.length + 8);
    const found = crc32(encoded);
    if (expected !== found) throw this.damaged('header', `checksum ${expected} was expected, ${found} was found`);
    const { data: header } = headerSchema.safeParse(JSON.parse(encoded.toString()));
    if (header === undefined) throw this.damaged('header', 'a list of sections was expected');
    if (header.kind !== kind) {
      throw new OpticalError('failed-precondition', `${this.file} is a ${header.kind} file, expected a ${kind} file`);
    }
    if (size !== fileBytes(header)) {
      const torn = header.sections.find((section) => endOf(section) > size)?.name ?? 'end';
      throw this.damaged(torn, `${fileBytes(header)} bytes were expected in the file, ${size} were found`);
    }
    return header;
  }

  #read(target: Buffer, bytes: number, position: number, section: string): void {
    for (let done = 0; done < bytes;) {
      const read = readSync(this.#handle, target, done, bytes - done, position + done);
      if (read === 0) throw this.damaged(section, `${bytes} bytes were expected at ${position}, ${done} were found`);
      done += read;
    }
  }
}

function openFile(file: string): number {
  try {
    return openSync(file, 'r');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new OpticalError('data-loss', `${file} was expected, there is no such file`);
    throw new OpticalError('unavailable', `${file} cannot be read: ${(cause as Error).message}`, {}, { cause });
  }
}

function damaged(file: string, section: string, problem: string): OpticalError {
  return new OpticalError('data-loss', `${file} is damaged in its section ${section}: ${problem}`);
}
