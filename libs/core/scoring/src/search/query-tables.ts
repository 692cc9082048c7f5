import type { Arena } from '../kernels/arena.ts';
import { blockLanes, blocksOf, type KernelFunctions, type Pointer } from '../kernels/kernel-functions.ts';
import { closeRows } from '../kernels/close-rows.ts';
import type { PlacedCodec } from './placed-codec.ts';

/** What a query's vectors become before passages are scored. */
export interface QueryTables {
  readonly tokens: number;
  readonly blocks: number;
  /** [centroids, blocks * 16] floats: dot products with every centroid */
  readonly centroidScores: { readonly pointer: Pointer; readonly values: Float32Array };
  /** What each residual byte adds, in units of `step`. */
  readonly table: Pointer;
  readonly step: number;
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
  kernels.pack(rotated.pointer, tokens, dims, packedQuery);
  const table = arena.bytes(((dims * bits) / 8) * 256 * blocks * blockLanes * 2).pointer;
  const scratch = arena.bytes(512).pointer;
  const step = kernels.residualTable(packedQuery, blocks, dims, bits, pointers.levels, scratch, table);
  return { tokens, blocks, centroidScores, table, step };
}
