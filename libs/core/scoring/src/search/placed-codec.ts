import type { TokenCodec } from '../codec/token-codec.ts';
import type { Arena } from '../kernels/arena.ts';
import type { KernelFunctions, Pointer } from '../kernels/kernel-functions.ts';
import { packVectors } from '../kernels/pack-vectors.ts';

/** A codec in a kernel memory, for all indexes there that were coded with it. */
export interface PlacedCodec {
  readonly codec: TokenCodec;
  readonly pointers: {
    /** [centroids, dims] floats */
    readonly centroids: Pointer;
    /** [ceil(dims / 16), dims, 16] */
    readonly packedRotation: Pointer;
    /** [2 ** bits] */
    readonly levels: Pointer;
  };
}

export function placeCodec(kernels: KernelFunctions, arena: Arena, codec: TokenCodec): PlacedCodec {
  const centroids = arena.floats(codec.centroids.length);
  centroids.values.set(codec.centroids);
  const levels = arena.floats(codec.levels.length);
  levels.values.set(codec.levels);
  return {
    codec: { ...codec, centroids: centroids.values, levels: levels.values },
    pointers: {
      centroids: centroids.pointer,
      packedRotation: packVectors(kernels, arena, codec.rotation, codec.dims),
      levels: levels.pointer,
    },
  };
}
