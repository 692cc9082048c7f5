import type { Arena, KernelFunctions } from '@optical/scoring';
import { maximumPassageTokens } from '../memory/scratch.ts';

/** Vectors side by side in a packed block. */
const blockLanes = 16;

/** Bytes of a binary16 number. */
const halfBytes = 2;

/** Scores passages of binary16 vectors by exact MaxSim. */
export interface VectorScorer {
  /** Vectors that lie in the kernel memory. */
  at(pointer: number, tokens: number): number;
  /** Vectors of an indexed passage; undefined where they do not lie in the kernel memory. */
  readonly ofSlot: ((tokenStarts: Uint32Array, slot: number) => number) | undefined;
  /** Vectors from elsewhere. */
  of(halves: Uint8Array): number;
}

/**
 * Belongs to the arena's scope.
 * @param query token vectors [tokens, dims]
 * @param indexedHalves where the vectors of indexed passages begin in the kernel memory, if they lie there
 */
export function createVectorScorer(
  kernels: KernelFunctions,
  arena: Arena,
  query: Float32Array,
  dims: number,
  indexedHalves: number | undefined,
): VectorScorer {
  const rows = query.length / dims;
  const blocks = Math.ceil(rows / blockLanes);
  const packed = arena.floats(blocks * blockLanes * dims).pointer;
  const copied = arena.floats(query.length);
  copied.values.set(query);
  kernels.pack(copied.pointer, rows, dims, packed);
  const scratch = arena.floats(maximumPassageTokens * (dims + blocks * blockLanes)).pointer;
  const given = arena.bytes(maximumPassageTokens * dims * halfBytes);
  const at = (pointer: number, tokens: number) => kernels.halfMaxSim(pointer, tokens, dims, packed, blocks, scratch);
  return {
    at,
    ofSlot:
      indexedHalves === undefined
        ? undefined
        : (tokenStarts, slot) => {
            const first = tokenStarts[slot]!;
            return at(indexedHalves + first * dims * halfBytes, tokenStarts[slot + 1]! - first);
          },
    of: (halves) => {
      given.values.set(halves);
      return at(given.pointer, halves.length / dims / halfBytes);
    },
  };
}
