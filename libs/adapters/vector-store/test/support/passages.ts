import { normal, randomWords } from '@optical/random';
import type { CollectionSpec, EmbeddedEngineOptions, Matrix, NewPassage } from '../../src/index.ts';

export const dims = 16;

export const spec = (name: string, more: Partial<CollectionSpec> = {}): CollectionSpec => ({
  name,
  space: { fingerprint: 'ab'.repeat(32), dims, normalized: true },
  encoder: { name: 'teacher/test', digest: 'cd'.repeat(32), createTimeMs: 0 },
  codec: { precision: 4, centroids: 0, seed: 1 },
  fields: [
    { name: 'year', type: 'number', filterable: true },
    { name: 'tags', type: 'strings', filterable: true },
    { name: 'seen', type: 'time', filterable: true },
    { name: 'open', type: 'bool', filterable: true },
    { name: 'source', type: 'string', filterable: true },
    { name: 'note', type: 'string', filterable: false },
  ],
  description: '',
  ...more,
});

/** Options of a small engine in a folder. */
export const options = (folder: string, more: Partial<EmbeddedEngineOptions> = {}): EmbeddedEngineOptions => ({
  folder,
  searchThreads: 2,
  queue: 64,
  memoryLimitBytes: 0,
  openCollections: 64,
  probes: 8,
  interactions: 400,
  exactTokens: 10_000,
  recallSampleRatio: 0,
  ...more,
});

/** Directions [rows, dims] fixed by a seed. */
export function vectors(rows: number, seed: number): Matrix {
  const word = randomWords(seed, 3);
  const values = new Float32Array(rows * dims);
  for (let row = 0; row < rows; row++) {
    const vector = Float32Array.from({ length: dims }, () => normal(word));
    const length = Math.hypot(...vector);
    values.set(
      vector.map((value) => value / length),
      row * dims,
    );
  }
  return matrix(values);
}

export const matrix = (values: Float32Array): Matrix => ({
  rows: values.length / dims,
  dims,
  dtype: 'f32',
  data: new Uint8Array(values.buffer),
  scale: 0,
});

export const passage = (id: string, seed: number, more: Partial<NewPassage> = {}): NewPassage => ({
  id,
  documentId: id,
  language: 'en',
  text: `text of ${id}`,
  metadata: {},
  vectors: vectors(1 + (seed % 5), seed),
  spans: undefined,
  ...more,
});
