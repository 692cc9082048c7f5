import type { Arena } from '../kernels/arena.ts';
import { blockLanes, blocksOf, type KernelFunctions, type Pointer } from '../kernels/kernel-functions.ts';
import { closeRows } from '../kernels/close-rows.ts';
import { comparedDims, partWeight } from './compared-part.ts';
import type { PlacedCodec } from './placed-codec.ts';

/** What a query's vectors become before passages are scored. */
export interface QueryTables {
  readonly tokens: number;
  readonly blocks: number;
  /** [centroids, blocks * 16] floats: dot products with every centroid */
  readonly centroidScores: { readonly pointer: Pointer; readonly values: Float32Array };
  /** What each half of a residual byte adds, in steps of each token's own. */
  readonly table: Pointer;
  /** Those steps and what they count from, for scores by whole codes and by the part that passages are compared by. */
  readonly scales: { readonly whole: Pointer; readonly part: Pointer };
}

/**
 * Belongs to the arena's scope, and serves every index that was coded with the codec.
 * @param query token vectors [tokens, dims]
 */
export function queryTables(
  kernels: KernelFunctions,
  arena: Arena,
  { codec, pointers }: PlacedCodec,
  query: Float32Array,
): QueryTables {
  const { dims, bits, centroids } = codec;
  const tokens = query.length / dims;
  const blocks = blocksOf(tokens);
  const centroidCount = centroids.length / dims;
  const rows = arena.floats(query.length);
  rows.values.set(query);

  const packedQuery = arena.floats(blocks * blockLanes * dims).pointer;
  kernels.pack(rows.pointer, tokens, dims, packedQuery);
  const centroidScores = arena.floats(centroidCount * blocks * blockLanes);
  kernels.products(pointers.centroids, centroidCount, dims, packedQuery, blocks, centroidScores.pointer);

  const rotatedWidth = blocksOf(dims) * blockLanes;
  const rotated = arena.floats(tokens * rotatedWidth);
  kernels.products(rows.pointer, tokens, dims, pointers.packedRotation, rotatedWidth / blockLanes, rotated.pointer);
  closeRows(rotated.values, rotatedWidth, dims);
  const table = arena.bytes(tokens * ((dims * bits) / 4) * 16).pointer;
  const width = blocks * blockLanes;
  const scales = arena.floats(4 * width).pointer;
  const part = comparedDims(dims);
  kernels.residualTable(rotated.pointer, tokens, dims, bits, pointers.levels, part, partWeight(dims), table, scales);
  return { tokens, blocks, centroidScores, table, scales: { whole: scales, part: scales + 2 * width * 4 } };
}
