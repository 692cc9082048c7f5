import { codeBytes } from '@optical/scoring';
import type { ResidualBits } from '@optical/scoring';

/** What the size of an index depends on. */
export interface IndexShape {
  readonly passages: number;
  readonly tokens: number;
  readonly centroids: number;
  readonly dims: number;
  readonly bits: ResidualBits;
  /** Whether the vectors are held beside the codes. */
  readonly halves: boolean;
}

/** The arena begins everything at a cache line. */
const lineBytes = 64;

/** Vectors side by side in a packed block. */
const blockLanes = 16;

/**
 * Bytes of kernel memory that an index takes at most, known before its codes are: a passage is in the list of a centroid
 * once, however many of its tokens are near it.
 */
export function indexBytes({ passages, tokens, centroids, dims, bits, halves }: IndexShape): number {
  const codec = [centroids * dims * 4, 2 ** bits * 4, Math.ceil(dims / blockLanes) * blockLanes * dims * 4];
  const codes = [tokens * 2, tokens * codeBytes(dims, bits), halves ? tokens * dims * 2 : 0];
  const lists = [(centroids + 1) * 4, tokens * 4];
  const places = [(passages + 1) * 4, passages];
  const parts = [...codec, ...codes, ...lists, ...places];
  return parts.reduce((sum, bytes) => sum + Math.ceil(bytes / lineBytes) * lineBytes, 0);
}
