/** A file whose content is known before it is fetched. */
export interface PinnedFile {
  readonly url: string;
  /** Hexadecimal SHA-256 of the content. */
  readonly sha256: string;
  /** Size of the content. */
  readonly bytes: number;
}
