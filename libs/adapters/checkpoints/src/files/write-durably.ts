import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { alreadyExists } from '@optical/errors';
import { errorCode, fromSystemError } from './file-errors.ts';

/** Length and sha256 (lower-case hexadecimal) of a file as it was written. */
export interface FileDigest {
  readonly bytes: number;
  readonly sha256: string;
}

/** Bytes that are hashed and written at a time: the event loop runs in between. */
const pieceBytes = 2 ** 22;

/**
 * Writes a new file and returns once its content is on the disk (fsync). The directory entry is made durable by
 * syncDirectory. When it fails, no file is left.
 *
 * @throws OpticalError `already-exists` when the file is there already.
 */
export async function writeDurably(path: string, chunks: Iterable<Uint8Array>): Promise<FileDigest> {
  const handle = await open(path, 'wx').catch((error: unknown) => {
    throw errorCode(error) === 'EEXIST' ? alreadyExists('file', path) : fromSystemError(path, error);
  });
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    for (const chunk of chunks) bytes += await append(handle, hash, chunk);
    await handle.sync();
    return { bytes, sha256: hash.digest('hex') };
  } catch (error) {
    await rm(path, { force: true });
    throw fromSystemError(path, error);
  } finally {
    await handle.close();
  }
}

export async function syncDirectory(path: string): Promise<void> {
  await using handle = await open(path, 'r');
  await handle.sync();
}

async function append(handle: FileHandle, hash: Hash, chunk: Uint8Array): Promise<number> {
  for (let begin = 0; begin < chunk.length; begin += pieceBytes) {
    const piece = chunk.subarray(begin, begin + pieceBytes);
    hash.update(piece);
    for (let done = 0; done < piece.length;) done += (await handle.write(piece, done)).bytesWritten;
  }
  return chunk.length;
}
