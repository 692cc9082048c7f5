import type { IndexedPassages } from './indexed-passages.ts';
import type { SharedFreshPassages } from './fresh-passages.ts';

/** A stretch of a kernel memory. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * What searches of a collection read: the covered passages as codes, the others as vectors, in one kernel memory that
 * all threads share. A view is replaced as a whole when the index is built anew.
 */
export interface View {
  readonly id: number;
  readonly memory: WebAssembly.Memory;
  readonly indexed: IndexedPassages | undefined;
  readonly fresh: SharedFreshPassages;
  /** A stretch for each search thread, for its own use. */
  readonly scratch: readonly Stretch[];
}
