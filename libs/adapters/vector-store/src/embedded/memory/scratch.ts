import type { IndexedPassages } from './indexed-passages.ts';
import type { Stretch } from './view.ts';

/** Limits of the contract that bound what a search needs. */
export const maximumQueryTokens = 512;
export const maximumPassageTokens = 4096;

const kernelMemoryBytes = 2 ** 32;

/** Cache-line rounding of the arena, many times. */
const slack = 2 ** 20;

/**
 * Address space for the scratch of `threads` search threads, after what lies below `start`. It is sized for the longest
 * query; the system backs with memory what is used of it.
 */
export function scratchStretches(
  start: number,
  threads: number,
  dims: number,
  bits: number,
  indexed: IndexedPassages | undefined,
): Stretch[] {
  const columns = maximumQueryTokens * 4;
  const query = 3 * columns * (dims + 16);
  const halves = maximumPassageTokens * (dims * 6 + columns);
  const tables = indexed === undefined ? 0 : indexed.centroids * columns + ((dims * bits) / 8) * 256 * columns;
  const slots = indexed?.rows.length ?? 0;
  const wanted = slack + query + halves + tables + slots * 24 + (indexed?.longest ?? 0) * columns;
  // Half of what is left stays for passages to come.
  const bytes = Math.min(wanted, Math.floor((kernelMemoryBytes - start) / 2 / threads));
  return Array.from({ length: threads }, (_, thread) => ({
    start: start + thread * bytes,
    end: start + (thread + 1) * bytes,
  }));
}
