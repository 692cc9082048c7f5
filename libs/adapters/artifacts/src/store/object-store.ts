/** What a store knows about an object without reading it. */
export interface StoredObject {
  /** Path with forward slashes, such as `names/student~hi/0000000001.json`. */
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** When it was added or last touched. */
  readonly modifiedTime: Date;
}

/**
 * Where artifacts are kept: objects that are added once, whole and durably, and never change. `add` and `addFile` add
 * only where nothing is yet, atomically among all processes (`link` in a directory, `If-None-Match: *` in an
 * S3-compatible store): the one operation that the registry's compare-and-set is built on.
 * Errors: `unavailable` when the store cannot be reached, written or read, with the cause.
 */
export interface ObjectStore {
  /** Content of a small object; undefined when there is none. */
  read(key: string): Promise<Uint8Array | undefined>;
  /** Adds a small object. False, and nothing changes, when there is one. */
  add(key: string, content: Uint8Array): Promise<boolean>;
  /**
   * Adds a local file, which the store may keep (link) instead of copying it: the caller must not write to it any more.
   * False, and nothing changes, when there is one, unless it is to `replace` that (a damaged copy of the same content).
   */
  addFile(key: string, file: string, options?: { readonly replace?: boolean }): Promise<boolean>;
  /** Makes the object a new local file, read-only, possibly a link to the stored one. False when there is none. */
  copyTo(key: string, file: string): Promise<boolean>;
  /** Content of a big object, in pieces; undefined when there is none. */
  open(key: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  stat(key: string): Promise<StoredObject | undefined>;
  /** Sets `modifiedTime` to now. False when there is none. */
  touch(key: string): Promise<boolean>;
  /** All objects whose key begins with `folder` and a slash, in no order. */
  list(folder: string): Promise<StoredObject[]>;
  /** False when there was none. */
  delete(key: string): Promise<boolean>;
}
