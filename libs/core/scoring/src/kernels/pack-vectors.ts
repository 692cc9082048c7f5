import type { Arena } from './arena.ts';
import { blockLanes, blocksOf, type KernelFunctions, type Pointer } from './kernel-functions.ts';

/** Vectors [count, dims] in a kernel memory as packed blocks, [ceil(count / 16), dims, 16]. */
export function packVectors(kernels: KernelFunctions, arena: Arena, vectors: Float32Array, dims: number): Pointer {
  const count = vectors.length / dims;
  const packed = arena.floats(blocksOf(count) * blockLanes * dims).pointer;
  arena.scoped(() => {
    const rows = arena.floats(vectors.length);
    rows.values.set(vectors);
    kernels.pack(rows.pointer, count, dims, packed);
  });
  return packed;
}
