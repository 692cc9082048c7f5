import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';

/** Bytes before the numbers of a file: their checksum. */
const headerBytes = 4;

/** A digest of values and arrays of numbers, in order. */
export function startKey(values: unknown, arrays: readonly ArrayBufferView[]): string {
  const hash = createHash('sha256').update(JSON.stringify(['optical-student-start-1', values]));
  for (const { buffer, byteOffset, byteLength } of arrays) hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest('hex');
}

/**
 * Numbers that several trainings begin with: read from the folder, or computed and written there. A file that a kill tore
 * does not have its checksum and is computed again; of two processes that compute the same, either's file is right.
 */
export async function cachedNumbers(
  folder: string,
  key: string,
  compute: () => Promise<Float32Array>,
): Promise<Float32Array> {
  const file = path.join(folder, `start-${key}.f32`);
  const stored = await readFile(file).catch(() => undefined);
  if (stored !== undefined && stored.length > headerBytes) {
    const numbers = stored.subarray(headerBytes);
    if (crc32(numbers) === stored.readUInt32LE(0))
      return new Float32Array(numbers.buffer.slice(numbers.byteOffset, numbers.byteOffset + numbers.length));
  }
  const computed = await compute();
  const numbers = Buffer.from(computed.buffer, computed.byteOffset, computed.byteLength);
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32LE(crc32(numbers));
  await mkdir(folder, { recursive: true });
  const temporary = `${file}.${randomUUID()}`;
  await writeFile(temporary, Buffer.concat([header, numbers]));
  await rename(temporary, file);
  return computed;
}
