import { ReadableStream } from 'node:stream/web';
import type { CollectionSpec, Passage, SearchRequest } from '@optical/contracts/indexer';
import type { Tensor } from '@optical/contracts/common';

export const dims = 8;
export const fingerprint = 'ab'.repeat(32);

/** Vectors [rows, dims] as f32. */
export function tensor(rows: readonly (readonly number[])[]): Tensor {
  const values = Float32Array.from(rows.flat());
  return { shape: [rows.length, rows[0]!.length], dtype: 'DTYPE_F32', data: Buffer.from(values.buffer) };
}

/** The direction of one axis, tilted a little towards the next. */
export function axis(number: number, tilt = 0): number[] {
  const vector = Array.from({ length: dims }, () => 0);
  vector[number % dims] = Math.sqrt(1 - tilt ** 2);
  vector[(number + 1) % dims]! += tilt;
  return vector;
}

const frequencies = [2, 3, 5, 7, 11, 13, 17, 19].map(Math.sqrt);

/** A direction that no other number has, in components that binary16 holds exactly. */
export function direction(number: number): number[] {
  const vector = frequencies.map((frequency) => Math.sin((number + 1) * frequency));
  const length = Math.hypot(...vector);
  return vector.map((value) => Math.round((1024 * value) / length) / 1024);
}

export const collectionSpec = (name: string, more: Partial<CollectionSpec> = {}): CollectionSpec => ({
  name,
  space: { fingerprint, dims, normalized: true },
  encoder: { name: 'teacher/test', digest: 'cd'.repeat(32) },
  fields: [{ name: 'year', type: 'METADATA_TYPE_NUMBER', filterable: true }],
  ...more,
});

export const passage = (id: string, rows: readonly (readonly number[])[], more: Partial<Passage> = {}): Passage => ({
  id,
  language: 'en',
  text: `text of ${id}`,
  vectors: tensor(rows),
  ...more,
});

export const searchRequest = (
  collection: string,
  rows: readonly (readonly number[])[],
  more: Partial<SearchRequest> = {},
): SearchRequest => ({ collection, queryVectors: tensor(rows), spaceFingerprint: fingerprint, ...more });

/** Requests as a client streams them. */
export const streamOf = <T>(items: readonly T[]): AsyncIterable<T> => ReadableStream.from(items);
