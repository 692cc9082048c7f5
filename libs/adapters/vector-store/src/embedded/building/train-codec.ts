import type { DatabaseSync } from 'node:sqlite';
import { randomWords, sample } from '@optical/random';
import { suitableCentroids, tokenCodec, trainCentroids } from '@optical/scoring';
import type { Arena, KernelFunctions, TokenCodec } from '@optical/scoring';
import type { CollectionSpec } from '../../port/collection.ts';
import { widenHalves } from '../vectors/read-matrix.ts';
import type { PassageRow } from './coded-passages.ts';

/** Rounds of k-means: more change recall little. */
const iterations = 4;

/** Vectors that centroids are found from, for each of them. */
const sampledPerCentroid = 32;

/** Stream of random numbers that passages are drawn by. */
const sampleStream = 17;

/** Number of centroids that a codec of a number of tokens gets. */
export function wantedCentroids(tokens: number, { codec: { centroids } }: CollectionSpec): number {
  return Math.min(centroids === 0 ? suitableCentroids(tokens) : centroids, tokens);
}

/**
 * A codec from a sample of passages that depends on what is in the collection and on its seed alone.
 * @param passages in descending order of ids
 */
export function trainCodec(
  database: DatabaseSync,
  passages: readonly PassageRow[],
  { kernels, arena }: { readonly kernels: KernelFunctions; readonly arena: Arena },
  spec: CollectionSpec,
): TokenCodec {
  const { dims } = spec.space;
  const { precision, seed } = spec.codec;
  const tokens = passages.reduce((sum, passage) => sum + passage.tokens, 0);
  const wanted = wantedCentroids(tokens, spec);
  const vectors = readSample(database, passages, { tokens: Math.min(tokens, wanted * sampledPerCentroid), dims, seed });
  const found = trainCentroids(kernels, arena, { vectors, dims, centroids: wanted, iterations, seed });
  return tokenCodec(found, dims, precision === 4 ? 4 : 2, seed);
}

function readSample(
  database: DatabaseSync,
  passages: readonly PassageRow[],
  { tokens, dims, seed }: { readonly tokens: number; readonly dims: number; readonly seed: number },
): Float32Array {
  const statement = database.prepare('SELECT halves FROM vectors WHERE row = ?');
  const longest = passages.reduce((most, passage) => Math.max(most, passage.tokens), 0);
  // Hundreds of megabytes where there are many centroids: filled part by part, so that they are there once.
  const vectors = new Float32Array((tokens + longest) * dims);
  let read = 0;
  for (const place of sample(passages.length, passages.length, randomWords(seed, sampleStream))) {
    if (read >= tokens) break;
    const found = statement.get(passages[place]!.row) as unknown as { readonly halves: Uint8Array } | undefined;
    if (found === undefined) continue;
    vectors.set(widenHalves(found.halves), read * dims);
    read += passages[place]!.tokens;
  }
  return vectors.subarray(0, read * dims);
}
