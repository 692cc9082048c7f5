import { invertedLists } from '../candidates/inverted-lists.ts';
import { codeBytes, type TokenCodec } from '../codec/token-codec.ts';
import type { Arena } from '../kernels/arena.ts';
import type { KernelFunctions, Pointer } from '../kernels/kernel-functions.ts';
import { packVectors } from '../kernels/pack-vectors.ts';

/** Passages as token codes in a kernel memory, with what finds candidates among them. */
export interface TokenIndex {
  readonly codec: TokenCodec;
  /** [passages + 1] where each passage's tokens start. */
  readonly tokenStarts: Uint32Array;
  /** [centroids + 1] where each centroid's list starts. */
  readonly listStarts: Uint32Array;
  readonly pointers: {
    /** [tokens] 16-bit integers */
    readonly tokenCentroids: Pointer;
    /** [tokens, codeBytes] */
    readonly residuals: Pointer;
    /** [distinct pairs of centroid and passage] 32-bit integers */
    readonly lists: Pointer;
    /** [centroids, dims] floats */
    readonly centroids: Pointer;
    /** [ceil(dims / 16), dims, 16] */
    readonly packedRotation: Pointer;
    /** [2 ** bits] */
    readonly levels: Pointer;
  };
}

/** What an index is made of. */
export interface IndexContent {
  readonly codec: TokenCodec;
  readonly tokenStarts: Uint32Array;
  /** [tokens] */
  readonly centroids: Uint16Array;
  /** [tokens, codeBytes] */
  readonly residuals: Uint8Array;
}

/** Lays an index out in a kernel memory; every passage has at least one token. */
export function createTokenIndex(kernels: KernelFunctions, arena: Arena, content: IndexContent): TokenIndex {
  const { codec, tokenStarts } = content;
  const { dims, bits } = codec;
  const tokens = tokenStarts.at(-1);
  const tokenCentroids = arena.shorts(tokens);
  tokenCentroids.values.set(content.centroids);
  const residuals = arena.bytes(tokens * codeBytes(dims, bits));
  residuals.values.set(content.residuals);
  const { starts, passages } = invertedLists(content.centroids, tokenStarts, codec.centroids.length / dims);
  const lists = arena.words(passages.length);
  lists.values.set(passages);
  const centroids = arena.floats(codec.centroids.length);
  centroids.values.set(codec.centroids);
  const levels = arena.floats(codec.levels.length);
  levels.values.set(codec.levels);
  return {
    codec,
    tokenStarts,
    listStarts: starts,
    pointers: {
      tokenCentroids: tokenCentroids.pointer,
      residuals: residuals.pointer,
      lists: lists.pointer,
      centroids: centroids.pointer,
      packedRotation: packVectors(kernels, arena, codec.rotation, dims),
      levels: levels.pointer,
    },
  };
}
