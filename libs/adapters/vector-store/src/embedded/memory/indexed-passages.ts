import type { TokenIndex } from '@optical/scoring';

/**
 * The passages of a candidate index. Slots are in descending order of ids, so that the kernels' order of equal scores
 * (by slot) is trec_eval's, and so that the index depends on what is in the collection and not on how it came there.
 */
export interface IndexedPassages {
  readonly index: TokenIndex;
  readonly centroids: number;
  /** All rows up to this one are here, if they were alive when the index was built. */
  readonly coveredRow: number;
  /** [slots] row of each slot */
  readonly rows: Float64Array;
  /** [slots] ascending */
  readonly sortedRows: Float64Array;
  /** [slots] slot of each row of `sortedRows` */
  readonly slotOf: Uint32Array;
  /** [slots] first version that no longer has the passage; infinite while it is there */
  readonly died: Float64Array;
  /** One number: tokens of the passages that died. */
  readonly deadTokens: Float64Array;
  /** Binary16 vectors [tokens, dims] in the kernel memory; undefined where the collection does not keep them there. */
  readonly halves: number | undefined;
  readonly tokens: number;
  /** Tokens of the longest passage. */
  readonly longest: number;
  /** Bytes in the kernel memory. */
  readonly bytes: number;
}

/** Slot of a row, or below 0. */
export function slotOfRow({ sortedRows, slotOf }: IndexedPassages, row: number): number {
  let low = 0;
  let high = sortedRows.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = sortedRows[middle]!;
    if (found === row) return slotOf[middle]!;
    if (found < row) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** Marks the death of the passage in a slot, or takes it back with an infinite version. */
export function setDeath({ index, died, deadTokens }: IndexedPassages, slot: number, version: number): void {
  const tokens = index.tokenStarts[slot + 1]! - index.tokenStarts[slot]!;
  const wasDead = died[slot]! < Infinity;
  const isDead = version < Infinity;
  if (wasDead !== isDead) deadTokens[0]! += isDead ? tokens : -tokens;
  died[slot] = version;
}

export const sharedFloats = (length: number): Float64Array => new Float64Array(new SharedArrayBuffer(length * 8));
export const sharedWords = (length: number): Uint32Array => new Uint32Array(new SharedArrayBuffer(length * 4));
