import { invalidArgument } from '@optical/errors';
import { invertedLists } from '../candidates/inverted-lists.ts';
import { codeBytes, type TokenCodec } from '../codec/token-codec.ts';
import type { Arena } from '../kernels/arena.ts';
import type { KernelFunctions, Pointer } from '../kernels/kernel-functions.ts';
import { checkStarts } from './check-starts.ts';
import { placeCodec, type PlacedCodec } from './placed-codec.ts';

/**
 * Passages as token codes in a kernel memory, with what finds candidates among them. A worker thread to which it is
 * posted sees the same memory.
 */
export interface TokenIndex {
  readonly placed: PlacedCodec;
  /** [passages + 1] where each passage's tokens start. */
  readonly tokenStarts: Uint32Array;
  /** [centroids + 1] where each centroid's list starts. */
  readonly listStarts: Uint32Array;
  /** [passages]: 0 for deleted passages. In the kernel memory, so that searches of every thread see a change. */
  readonly live: Uint8Array;
  readonly pointers: {
    /** [passages + 1] 32-bit integers */
    readonly tokenStarts: Pointer;
    /** [tokens] 16-bit integers */
    readonly tokenCentroids: Pointer;
    /** [tokens, codeBytes] */
    readonly residuals: Pointer;
    /** [distinct pairs of centroid and passage] 32-bit integers */
    readonly lists: Pointer;
    readonly live: Pointer;
  };
}

/** What an index is made of. */
export interface IndexContent {
  readonly codec: TokenCodec;
  /** [passages + 1], from 0; every passage has at least one token. */
  readonly tokenStarts: Uint32Array;
  /** [tokens] */
  readonly centroids: Uint16Array;
  /** [tokens, codeBytes] */
  readonly residuals: Uint8Array;
}

/**
 * Lays an index out in a kernel memory.
 * @param placed the content's codec, when an earlier index has put it into the memory already
 * @throws OpticalError `invalid-argument` when the shapes do not fit each other or a centroid does not exist
 */
export function createTokenIndex(
  kernels: KernelFunctions,
  arena: Arena,
  content: IndexContent,
  placed: PlacedCodec = placeCodec(kernels, arena, content.codec),
): TokenIndex {
  checkContent(content);
  const { codec } = content;
  const { pointer, values: tokenStarts } = arena.words(content.tokenStarts.length);
  tokenStarts.set(content.tokenStarts);
  const live = arena.bytes(tokenStarts.length - 1);
  live.values.fill(1);
  const tokenCentroids = arena.shorts(content.centroids.length);
  tokenCentroids.values.set(content.centroids);
  const residuals = arena.bytes(content.residuals.length);
  residuals.values.set(content.residuals);
  const { starts, passages } = invertedLists(content.centroids, tokenStarts, codec.centroids.length / codec.dims);
  const listStarts = arena.words(starts.length).values;
  listStarts.set(starts);
  const lists = arena.words(passages.length);
  lists.values.set(passages);
  return {
    placed,
    tokenStarts,
    listStarts,
    live: live.values,
    pointers: {
      tokenStarts: pointer,
      tokenCentroids: tokenCentroids.pointer,
      residuals: residuals.pointer,
      lists: lists.pointer,
      live: live.pointer,
    },
  };
}

function checkContent({ codec, tokenStarts, centroids, residuals }: IndexContent): void {
  const tokens = checkStarts(tokenStarts);
  const stride = codeBytes(codec.dims, codec.bits);
  if (centroids.length !== tokens || residuals.length !== tokens * stride) {
    const description = `${centroids.length} centroids and ${residuals.length} bytes of residuals for ${tokens} tokens`;
    throw invalidArgument({ field: 'residuals', description });
  }
  const count = codec.centroids.length / codec.dims;
  const odd = centroids.find((centroid) => centroid >= count);
  if (odd === undefined) return;
  throw invalidArgument({ field: 'centroids', description: `names centroid ${odd}, of which there are ${count}` });
}
