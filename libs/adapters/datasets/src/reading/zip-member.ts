import type { FileHandle } from 'node:fs/promises';
import { OpticalError } from '@optical/errors';

/** Where the one file in an archive lies. */
export interface ZipMember {
  readonly start: number;
  readonly compressedBytes: number;
  readonly deflated: boolean;
}

const endRecord = { signature: 0x06054b50, bytes: 22, longestComment: 65_535 };
const localHeaderBytes = 30;
const methods: Readonly<Record<number, boolean>> = { 0: false, 8: true };

/**
 * The only file of a zip archive (PKWARE's APPNOTE.TXT 6.3, without ZIP64 and encryption).
 * @throws OpticalError data-loss for an archive that is cut off, invalid-argument for one of several files or another
 *   compression
 */
export async function onlyZipMember(file: FileHandle, path: string): Promise<ZipMember> {
  const { size } = await file.stat();
  const tailBytes = Math.min(size, endRecord.bytes + endRecord.longestComment);
  const tail = await readAt(file, size - tailBytes, tailBytes);
  const end = findEnd(tail);
  if (end === -1) throw new OpticalError('data-loss', `${path} is a zip archive without an end: it is cut off`);
  const [entries, offset] = [tail.readUInt16LE(end + 10), tail.readUInt32LE(end + 16)];
  if (entries !== 1) throw refused(path, `has ${entries} files, expected 1`);
  const entry = await readAt(file, offset, 46);
  const [flags, method] = [entry.readUInt16LE(8), entry.readUInt16LE(10)];
  const deflated = methods[method];
  if (deflated === undefined || (flags & 1) !== 0) throw refused(path, `is encrypted or of compression ${method}`);
  const header = entry.readUInt32LE(42);
  const local = await readAt(file, header, localHeaderBytes);
  const start = header + localHeaderBytes + local.readUInt16LE(26) + local.readUInt16LE(28);
  const compressedBytes = entry.readUInt32LE(20);
  if (start + compressedBytes > size) throw refused(path, 'needs ZIP64');
  return { start, compressedBytes, deflated };
}

function findEnd(tail: Buffer): number {
  for (let at = tail.length - endRecord.bytes; at >= 0; at--) {
    if (tail.readUInt32LE(at) === endRecord.signature) return at;
  }
  return -1;
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  return (await file.read(Buffer.alloc(length), 0, length, position)).buffer;
}

function refused(path: string, reason: string): OpticalError {
  return new OpticalError('invalid-argument', `${path}: the zip archive ${reason}`);
}
