import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { IdSequences } from '@optical/alignment';
import { OpticalError } from '@optical/errors';
import { sequenceCount, sequenceOf } from '../../data/sequences.ts';
import type { EncodeTeacher, TeacherRequest } from '../../ports/resources.ts';
import { openVectorFile } from './vector-file.ts';

export interface TeacherVectorsOptions {
  /** Different texts, ids without special tokens. */
  readonly texts: IdSequences;
  /** Positions of the sequence of each text. */
  readonly positions: (text: number) => number;
  readonly dims: number;
  readonly request: Omit<TeacherRequest, 'texts' | 'signal'>;
  readonly teacherDigest: string;
  /** Opened when the first text is not in the cache. */
  readonly open: () => Promise<{ readonly encode: EncodeTeacher; close(): Promise<void> }>;
  /** Folder of the cache, which jobs share. */
  readonly folder: string;
  readonly signal?: AbortSignal;
}

/**
 * The teacher's vectors of a training's texts, each computed once and kept in a file of the cache under the digests of
 * teacher and texts. They are rounded to half precision, relative error at most 2^-11 per component, before the first
 * use as well, so that it makes no difference whether they come from the teacher or from the cache.
 */
export interface TeacherVectors {
  /** [positions, dims] of each text, in the order asked for. Texts that are not in the cache are encoded together. */
  get(texts: readonly number[]): Promise<ReadonlyMap<number, Float16Array>>;
  close(): Promise<void>;
}

export async function openTeacherVectors(options: TeacherVectorsOptions): Promise<TeacherVectors> {
  const { texts, positions, dims, request, folder, signal } = options;
  await mkdir(folder, { recursive: true });
  const lengths = Array.from({ length: sequenceCount(texts) }, (_, text) => positions(text) * dims);
  const file = await openVectorFile(path.join(folder, `${keyOf(options)}.f16`), lengths);
  let teacher: ReturnType<typeof options.open> | undefined;

  const encode = async (missing: readonly number[], found: Map<number, Float16Array>): Promise<void> => {
    teacher ??= options.open();
    const { encode } = await teacher;
    const vectors = await encode({
      ...request,
      texts: missing.map((text) => sequenceOf(texts, text)),
      ...(signal && { signal }),
    });
    for (const [place, text] of missing.entries()) {
      const given = vectors[place]!;
      if (given.length !== lengths[text]!)
        throw new OpticalError(
          'failed-precondition',
          `the teacher gave ${given.length} numbers for a text of ${positions(text)} positions of ${dims}: dimensions or sequence layout differ`,
        );
      const halves = new Float16Array(given);
      found.set(text, halves);
      await file.write(text, halves);
    }
  };
  return {
    get: async (wanted) => {
      const found = new Map<number, Float16Array>();
      const different = [...new Set(wanted)];
      const read = await Promise.all(different.map(async (text) => [text, await file.read(text)] as const));
      const missing: number[] = [];
      for (const [text, vectors] of read) {
        if (vectors === undefined) missing.push(text);
        else found.set(text, vectors);
      }
      if (missing.length > 0) await encode(missing, found);
      return found;
    },
    close: async () => {
      await file.close();
      await (await teacher?.catch(() => undefined))?.close();
    },
  };
}

function keyOf({ texts, dims, request, teacherDigest }: TeacherVectorsOptions): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify(['optical-teacher-vectors-1', teacherDigest, dims, request]));
  for (const { buffer, byteOffset, byteLength } of [texts.ids, texts.offsets])
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest('hex');
}
