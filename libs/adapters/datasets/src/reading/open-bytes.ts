import type { ReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { notFound, OpticalError } from '@optical/errors';

const gzipMagic = Buffer.from([0x1f, 0x8b]);

/**
 * The bytes of a file, decompressed when it starts with gzip's magic number, whatever its name.
 * A missing file is `not-found`; a damaged or cut gzip stream is `data-loss`.
 */
export async function* openBytes(path: string): AsyncGenerator<Buffer, void, undefined> {
  const file = await open(path).catch((error: unknown) => {
    throw isSystemError(error, 'ENOENT') ? notFound('file', path) : error;
  });
  let raw: ReadStream | undefined;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    const compressed = bytesRead === 2 && buffer.equals(gzipMagic);
    raw = file.createReadStream({ start: 0, autoClose: false });
    if (compressed) {
      const gunzip = createGunzip();
      raw.on('error', (error) => gunzip.destroy(error));
      yield* raw.pipe(gunzip) as AsyncIterable<Buffer>;
    } else {
      yield* raw as AsyncIterable<Buffer>;
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) {
      throw new OpticalError('data-loss', `${path} is not a whole gzip file: ${error.message}`, {}, { cause: error });
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
