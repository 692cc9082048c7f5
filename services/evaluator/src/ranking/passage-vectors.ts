/// <reference lib="es2025.float16" />
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import type { TrackData } from '../tracks/track-data.ts';
import { encodeTexts } from './encode-texts.ts';
import type { TeacherClient } from './encode-texts.ts';

/** Token vectors of all passages of a track, one after the other. */
export interface PassageVectors {
  /** [passages + 1] where each passage's tokens start. */
  readonly starts: Uint32Array;
  /** [tokens, dims] */
  readonly vectors: Float16Array;
}

/** Vectors of each track and teacher, computed once and kept in a folder. */
export type PassagesOf = (track: TrackData, model: string, signal?: AbortSignal) => Promise<PassageVectors>;

/** Bytes before the numbers of a file: the checksum of all that follows it, and the number of passages. */
const headerBytes = 8;

/** @param client made when vectors are missing */
export function passagesIn(folder: string, client: () => TeacherClient): PassagesOf {
  let latest: { readonly key: string; readonly vectors: Promise<PassageVectors> } | undefined;
  return async (track, model, signal) => {
    const key = createHash('sha256').update(`optical-passages-1 ${track.digest} ${model}`).digest('hex');
    if (latest?.key !== key) {
      const vectors = load(path.join(folder, `${key}.f16`), () => encode(client(), track, model, signal));
      latest = { key, vectors };
      vectors.catch(() => (latest = undefined));
    }
    return latest.vectors;
  };
}

async function encode(
  client: TeacherClient,
  { passages }: TrackData,
  model: string,
  signal?: AbortSignal,
): Promise<PassageVectors> {
  const languages = new Set(passages.map(({ language }) => language));
  const texts = await encodeTexts(client, {
    model,
    role: 'passage',
    language: languages.size === 1 ? [...languages][0]! : 'und',
    texts: passages.map(({ text }) => text),
    ...(signal && { signal }),
  });
  const dims = await dimsOf(client, model);
  const starts = new Uint32Array(texts.length + 1);
  texts.forEach(({ length }, place) => (starts[place + 1] = starts[place]! + length / dims));
  const vectors = new Float16Array(starts.at(-1)! * dims);
  texts.forEach((text, place) => {
    vectors.set(text, starts[place]! * dims);
  });
  return { starts, vectors };
}

/** Components of a model's vectors. */
export async function dimsOf(client: TeacherClient, model: string): Promise<number> {
  return (await client.describeModel({ model })).model!.space!.dims;
}

/** Reads the file, or computes and writes it; one that a kill tore is computed again. */
async function load(file: string, compute: () => Promise<PassageVectors>): Promise<PassageVectors> {
  const stored = await readFile(file).catch(() => undefined);
  const found = stored && decode(stored);
  if (found !== undefined) return found;
  const computed = await compute();
  await mkdir(path.dirname(file), { recursive: true });
  const temporary = `${file}.${randomUUID()}`;
  await writeFile(temporary, encodeFile(computed));
  await rename(temporary, file);
  return computed;
}

function encodeFile({ starts, vectors }: PassageVectors): Buffer {
  const header = Buffer.alloc(headerBytes);
  const body = Buffer.concat([bytesOf(starts), bytesOf(vectors)]);
  header.writeUInt32LE(crc32(body), 0);
  header.writeUInt32LE(starts.length - 1, 4);
  return Buffer.concat([header, body]);
}

function decode(file: Buffer): PassageVectors | undefined {
  if (file.length < headerBytes) return undefined;
  const body = file.buffer.slice(file.byteOffset + headerBytes, file.byteOffset + file.length);
  if (crc32(new Uint8Array(body)) !== file.readUInt32LE(0)) return undefined;
  const startsLength = file.readUInt32LE(4) + 1;
  return {
    starts: new Uint32Array(body, 0, startsLength),
    vectors: new Float16Array(body, 4 * startsLength),
  };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint32Array | Float16Array): Buffer =>
  Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
