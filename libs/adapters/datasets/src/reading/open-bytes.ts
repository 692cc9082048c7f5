import type { ReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip, createInflateRaw } from 'node:zlib';
import { notFound, OpticalError } from '@optical/errors';
import { onlyZipMember } from './zip-member.ts';

const gzipMagic = Buffer.from([0x1f, 0x8b]);
const zipMagic = Buffer.from('PK\u0003\u0004');

/**
 * The bytes of a file, decompressed when it starts with the magic number of gzip or of a zip archive of one file,
 * whatever its name. A missing file is `not-found`; a damaged or cut archive is `data-loss`.
 */
export async function* openBytes(path: string): AsyncGenerator<Buffer, void, undefined> {
  const file = await open(path).catch((error: unknown) => {
    throw isSystemError(error, 'ENOENT') ? notFound('file', path) : error;
  });
  let raw: ReadStream | undefined;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    const starts = (magic: Buffer): boolean =>
      bytesRead >= magic.length && buffer.subarray(0, magic.length).equals(magic);
    const member = starts(zipMagic) ? await onlyZipMember(file, path) : undefined;
    const start = member?.start ?? 0;
    raw = file.createReadStream({
      start,
      autoClose: false,
      ...(member && { end: start + member.compressedBytes - 1 }),
    });
    const decompressor = member?.deflated ? createInflateRaw() : starts(gzipMagic) ? createGunzip() : undefined;
    if (decompressor === undefined) {
      yield* raw as AsyncIterable<Buffer>;
    } else {
      raw.on('error', (error) => decompressor.destroy(error));
      yield* raw.pipe(decompressor) as AsyncIterable<Buffer>;
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) {
      throw new OpticalError('data-loss', `${path} is not a whole archive: ${error.message}`, {}, { cause: error });
    }
    throw error;
  } finally {
    raw?.destroy();
    await file.close();
  }
}

function isSystemError(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
