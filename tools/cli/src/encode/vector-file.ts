import { open, rename, rm, writeFile } from 'node:fs/promises';
import { invalidArgument } from '@optical/errors';
import { npyHeader, safetensorsHeader } from './vector-headers.ts';

/** A file that vectors are written to as they come; it appears under its name when it is complete. */
export interface VectorFile {
  /** @param vectors [rows, dims] of the next text */
  write(vectors: Float32Array, dims: number): Promise<void>;
  /** @param about strings to keep with the vectors, where the format has a place for them */
  finish(about: Readonly<Record<string, string>>): Promise<void>;
  /** Removes what was written. */
  discard(): Promise<void>;
}

/** Room for the header, which is written last: sizes are known only then. */
const headerBytes = 4096;

/**
 * `.safetensors`: tensors `vectors` F32 [rows, dims] and `offsets` I64 [texts + 1]: text n has the rows from offsets[n] to
 * offsets[n + 1]. `.npy`: the rows alone, the offsets in a second file beside it, `<name>.offsets.npy`.
 * @throws OpticalError invalid-argument for another ending
 */
export async function createVectorFile(path: string): Promise<VectorFile> {
  const isNpy = path.endsWith('.npy');
  if (!isNpy && !path.endsWith('.safetensors'))
    throw invalidArgument({ field: '--output', description: `${path} ends neither in .safetensors nor in .npy` });
  const partial = `${path}.part-${process.pid}`;
  const handle = await open(partial, 'w');
  const ends: bigint[] = [0n];
  let rows = 0;
  let size = 0;
  let position = headerBytes;
  const append = async (data: Float32Array | BigInt64Array): Promise<void> => {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    for (let done = 0; done < bytes.length;)
      done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
    position += bytes.length;
  };
  return {
    async write(vectors, dims) {
      size = dims;
      rows += vectors.length / dims;
      ends.push(BigInt(rows));
      await append(vectors);
    },
    async finish(about) {
      const offsets = BigInt64Array.from(ends);
      const vectors = { name: 'vectors', shape: [rows, size] };
      if (isNpy) {
        await handle.write(npyHeader('<f4', vectors.shape, headerBytes), 0, headerBytes, 0);
        const header = npyHeader('<i8', [offsets.length], 128);
        await writeFile(path.replace(/npy$/, 'offsets.npy'), [header, Buffer.from(offsets.buffer)]);
      } else {
        await append(offsets);
        const header = safetensorsHeader(vectors.shape, offsets.length, about, headerBytes);
        await handle.write(header, 0, headerBytes, 0);
      }
      await handle.sync();
      await handle.close();
      await rename(partial, path);
    },
    async discard() {
      await handle.close();
      await rm(partial, { force: true });
    },
  };
}
