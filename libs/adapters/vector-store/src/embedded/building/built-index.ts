import type { SegmentRow } from '../database/open-database.ts';
import type { IndexedPassages } from '../memory/indexed-passages.ts';

/** The files that an index is read from again. */
export interface IndexFiles {
  readonly segments: readonly SegmentRow[];
  /** Empty when there is no index. */
  readonly codecFile: string;
  /** Bytes of what is not the codes of passages. */
  readonly indexBytes: number;
  /** Tokens in the collection when its centroids were found. */
  readonly trainedTokens: number;
}

/** A new memory for a collection, with an index unless the collection is too small for one. */
export interface BuiltIndex {
  readonly memory: WebAssembly.Memory;
  readonly indexed: IndexedPassages | undefined;
  readonly files: IndexFiles;
}
