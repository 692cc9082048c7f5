/** How a data file is made of others. */
export interface Derivation {
  /** Names of the files it is made of, which are pinned. */
  readonly sources: readonly string[];
  /** Its lines, without line breaks, from the paths of the sources in their order. */
  readonly lines: (paths: readonly string[]) => AsyncIterable<string>;
}
