import type { SegmentRow } from '../database/open-database.ts';
import type { IndexedPassages } from '../memory/indexed-passages.ts';

/** The files that an index is read from, and what the database says of it. */
export interface IndexFiles {
  readonly segments: readonly SegmentRow[];
  /** Empty when there is no index. */
  readonly codecFile: string;
  /** Bytes of what is not the codes of passages. */
  readonly indexBytes: number;
  readonly centroids: number;
  /** Tokens in the collection when its centroids were found. */
  readonly trainedTokens: number;
  /** All rows up to this one are in the segments, if they were alive when they were coded. */
  readonly coveredRow: number;
  /** Bytes of kernel memory that the index takes at most. */
  readonly memoryBytes: number;
}

/** A new memory for a collection, with an index unless the collection is too small for one. */
export interface BuiltIndex {
  readonly memory: WebAssembly.Memory;
  readonly indexed: IndexedPassages | undefined;
  readonly files: IndexFiles;
}
