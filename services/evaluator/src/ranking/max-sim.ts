/// <reference lib="es2025.float16" />
import { createGraph, initializer, input, matmul, reduceMax, reduceSum, reshape, tensor, toOnnx } from '@optical/graph';
import { openSession } from '@optical/ort';
import type { EncodeSession } from '@optical/ort';
import type { PassageVectors } from './passage-vectors.ts';

/** Rows of one part of the passages: 24 MiB at 384 components. */
const partRows = 16_384;

/** Rows of queries that are compared with a part at once, padding included. */
const queryRows = 256;

/** Scores queries against the passages that it was opened for. */
export interface MaxSim {
  /**
   * Exact MaxSim of every query with every passage: the sum over a query's tokens of the largest dot product with a token
   * of the passage.
   * @param queries token vectors of each, [tokens, dims]
   * @returns [queries][passages]
   */
  scores(queries: readonly Float16Array[], signal?: AbortSignal): Promise<Float32Array[]>;
  close(): Promise<void>;
}

/** Most rows of passages whose models stay open from one call to the next: 200 MB at 384 components. */
const residentRows = 131_072;

/** @param dims components of a vector */
export function openMaxSim(
  passages: PassageVectors,
  dims: number,
  { threads }: { readonly threads?: number } = {},
): MaxSim {
  const count = passages.starts.length - 1;
  const open = (part: readonly number[]) =>
    openSession({ model: partModel(passages, part, dims), ...(threads !== undefined && { threads }) });
  const parts = partsOf(passages.starts);
  const stay = passages.starts.at(-1)! <= residentRows;
  const resident = new Map<readonly number[], Promise<EncodeSession>>();
  const sessionOf = (part: readonly number[]): Promise<EncodeSession> => {
    const session = resident.get(part) ?? open(part);
    if (stay) resident.set(part, session);
    session.catch(() => resident.delete(part));
    return session;
  };

  const scorePart = async (
    part: readonly number[],
    queries: readonly Float16Array[],
    byLength: readonly number[],
    scores: readonly Float32Array[],
    signal: AbortSignal | undefined,
  ): Promise<void> => {
    const session = await sessionOf(part);
    try {
      for (const batch of batchesOf(byLength, queries, dims)) {
        const length = queries[batch.at(-1)!]!.length / dims;
        // Vectors of zeros after a query's own are as like to every passage: they add nothing to any score.
        const data = new Float32Array(batch.length * length * dims);
        for (const [row, query] of batch.entries()) data.set(queries[query]!, row * length * dims);
        const feeds = { queries: { dtype: 'float32', shape: [batch.length, length, dims], data } } as const;
        const { outputs } = await session.run(feeds, signal ? { signal } : {});
        const all = outputs.scores!.data as Float32Array;
        for (const [row, query] of batch.entries())
          for (const [column, passage] of part.entries()) scores[query]![passage] = all[row * part.length + column]!;
      }
    } finally {
      if (!stay) await session.close();
    }
  };

  return {
    scores: async (queries, signal) => {
      const scores = queries.map(() => new Float32Array(count));
      const byLength = Array.from(queries.keys()).sort((a, b) => queries[a]!.length - queries[b]!.length);
      for (const part of parts) await scorePart(part, queries, byLength, scores, signal);
      return scores;
    },
    close: async () => {
      for (const session of await Promise.allSettled(resident.values()))
        if (session.status === 'fulfilled') await session.value.close();
    },
  };
}

/** Passages by length, so that few rows of a part are padding. */
function partsOf(starts: Uint32Array): number[][] {
  const lengthOf = (passage: number): number => starts[passage + 1]! - starts[passage]!;
  const parts: number[][] = [];
  let part: number[] = [];
  const byLength = Array.from({ length: starts.length - 1 }, (_, place) => place).sort(
    (a, b) => lengthOf(a) - lengthOf(b),
  );
  for (const passage of byLength) {
    if (part.length > 0 && (part.length + 1) * lengthOf(passage) > partRows) {
      parts.push(part);
      part = [];
    }
    part.push(passage);
  }
  return part.length > 0 ? [...parts, part] : parts;
}

function* batchesOf(byLength: readonly number[], queries: readonly Float16Array[], dims: number): Generator<number[]> {
  let batch: number[] = [];
  for (const query of byLength) {
    if (batch.length > 0 && ((batch.length + 1) * queries[query]!.length) / dims > queryRows) {
      yield batch;
      batch = [];
    }
    batch.push(query);
  }
  if (batch.length > 0) yield batch;
}

/** Short passages are filled up with their own first vector, which changes no maximum. */
function partModel({ starts, vectors }: PassageVectors, part: readonly number[], dims: number): Uint8Array {
  const longest = Math.max(...part.map((passage) => starts[passage + 1]! - starts[passage]!));
  const rows = new Float32Array(part.length * longest * dims);
  for (const [row, passage] of part.entries()) {
    const [first, last] = [starts[passage]! * dims, starts[passage + 1]! * dims];
    const begin = row * longest * dims;
    for (let place = begin + last - first; place < begin + longest * dims; place += dims)
      rows.set(vectors.subarray(first, first + dims), place);
    rows.set(vectors.subarray(first, last), begin);
  }
  const graph = createGraph();
  const asked = input(graph, 'queries', 'float32', ['batch', 'length', dims]);
  const stored = initializer(graph, 'passages', tensor('float32', [part.length * longest, dims], rows));
  const products = reshape(matmul(asked, stored, { transposeB: true }), ['batch', 'length', part.length, longest]);
  return toOnnx({ scores: reduceSum(reduceMax(products, -1), 1) });
}
