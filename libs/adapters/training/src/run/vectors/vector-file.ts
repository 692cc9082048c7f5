import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';

/** Bytes before the numbers of a record: its checksum. */
const checksumBytes = 4;

/** Differs from the checksum of a hole, which reads as zeros. */
const salt = 0x5eed;

/**
 * Token vectors of texts in half precision, each text at a place of its own: written in any order, by any number of
 * processes (equal texts have equal vectors), and read only when whole. A record that was torn by a kill does not have its
 * checksum and counts as absent.
 */
export interface VectorFile {
  /** The vectors of a text, or undefined if they are not in the file. */
  read(text: number): Promise<Float16Array<ArrayBuffer> | undefined>;
  write(text: number, vectors: Float16Array): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the file or makes it.
 * @param lengths numbers of each text's vectors together
 */
export async function openVectorFile(path: string, lengths: readonly number[]): Promise<VectorFile> {
  const handle = await open(path, 'a+').then(async (created) => {
    await created.close();
    return open(path, 'r+');
  });
  const offsets = new Float64Array(lengths.length + 1);
  lengths.forEach((length, text) => (offsets[text + 1] = offsets[text]! + checksumBytes + 2 * length));
  return {
    read: async (text) => {
      const record = Buffer.alloc(offsets[text + 1]! - offsets[text]!);
      const { bytesRead } = await handle.read(record, 0, record.length, offsets[text]);
      if (bytesRead < record.length) return undefined;
      const numbers = record.subarray(checksumBytes);
      if (record.readUInt32LE(0) !== crc32(numbers, salt)) return undefined;
      return new Float16Array(numbers.buffer.slice(numbers.byteOffset, numbers.byteOffset + numbers.length));
    },
    write: async (text, vectors) => {
      const numbers = Buffer.from(vectors.buffer, vectors.byteOffset, vectors.byteLength);
      const record = Buffer.alloc(checksumBytes + numbers.length);
      record.writeUInt32LE(crc32(numbers, salt), 0);
      numbers.copy(record, checksumBytes);
      await handle.write(record, 0, record.length, offsets[text]);
    },
    close: () => handle.close(),
  };
}
