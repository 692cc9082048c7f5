import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { OpticalError } from '@optical/errors';
import { checksumBytes, encodeHeader, formatVersion, layOut, magic } from './layout.ts';
import type { Header } from './layout.ts';

/** A section's content, in pieces of any size. */
export type Pieces = Iterable<NodeJS.ArrayBufferView>;

/** A section to write. */
export interface NewSection {
  /** Size of all pieces together. */
  readonly bytes: number;
  readonly pieces: Pieces;
}

/**
 * Writes a file whole or not at all: under a temporary name beside it, flushed, then renamed, and the folder flushed.
 * Synchronous, so that it suits a thread of its own.
 * @returns bytes of the file
 * @throws OpticalError `internal` when a section's pieces are more or fewer bytes than stated
 */
export function writeContainer(
  file: string,
  kind: string,
  about: Header['about'],
  sections: Readonly<Record<string, NewSection>>,
): number {
  const sizes = Object.fromEntries(Object.entries(sections).map(([name, { bytes }]) => [name, bytes]));
  const header = layOut(kind, about, sizes);
  const temporary = `${file}.tmp`;
  const handle = openSync(temporary, 'w');
  let end = 0;
  try {
    end = writeAll(handle, header, sections);
    fsyncSync(handle);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, file);
  flushFolder(path.dirname(file));
  return end;
}

function writeAll(handle: number, header: Header, sections: Readonly<Record<string, NewSection>>): number {
  const encoded = encodeHeader(header);
  const preamble = Buffer.alloc(12);
  preamble.writeUInt32LE(formatVersion, 0);
  preamble.writeUInt32LE(encoded.length, 4);
  preamble.writeUInt32LE(crc32(encoded), 8);
  writeAt(handle, Buffer.concat([magic, preamble, encoded]), 0);
  let end = 0;
  for (const { name, offset, bytes } of header.sections) {
    let position = offset;
    let checksum = 0;
    for (const piece of sections[name]!.pieces) {
      const view = Buffer.from(piece.buffer as ArrayBuffer, piece.byteOffset, piece.byteLength);
      checksum = crc32(view, checksum);
      writeAt(handle, view, position);
      position += view.length;
    }
    if (position !== offset + bytes) {
      throw new OpticalError('internal', `section ${name} has ${position - offset} bytes, ${bytes} were announced`);
    }
    const sum = Buffer.alloc(checksumBytes);
    sum.writeUInt32LE(checksum);
    writeAt(handle, sum, position);
    end = position + checksumBytes;
  }
  return end;
}

/** A single call may write less than it was given. */
function writeAt(handle: number, bytes: Buffer, position: number): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(handle, bytes, done, bytes.length - done, position + done);
  }
}

function flushFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
