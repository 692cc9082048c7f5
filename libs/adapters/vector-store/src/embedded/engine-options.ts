/** How the embedded engine works. */
export interface EmbeddedEngineOptions {
  /** Where collections lie; belongs to one process at a time. */
  readonly folder: string;
  readonly searchThreads: number;
  /** Searches and reads that may wait for a thread. */
  readonly queue: number;
  /** Bytes of kernel memory for all collections; 0 for no limit. */
  readonly memoryLimitBytes: number;
  /**
   * Collections that stay open at once, beyond which those that nobody uses are closed, the longest unused first. Each
   * has a connection to its database in every search thread and one that writes, with caches of up to 16 MB.
   */
  readonly openCollections: number;
  /** Lists of centroids read per query token. */
  readonly probes: number;
  /** Passages compared by a part of their token codes; where more are scored, as many as those. */
  readonly interactions: number;
  /** Tokens up to which all are scored, because that is faster than looking for candidates. */
  readonly exactTokens: number;
  /** Share of searches by candidates that are repeated exactly to estimate recall, 0 to 1. */
  readonly recallSampleRatio: number;
  readonly observer?: EngineObserver;
}

/** What an operator may want to know. */
export interface EngineObserver {
  onBuilt?(collection: string, kind: string, seconds: number): void;
  onBuildFailed?(collection: string, error: unknown): void;
  /**
   * Files of an index cannot be read. It is built again; until then what is in memory serves on, and without that all
   * passages are scored.
   */
  onDamage?(collection: string, error: unknown): void;
  /** A collection that nobody used left the memory: others needed its room, or too many were open. */
  onEvict?(collection: string): void;
  onRecall?(collection: string, k: number, recall: number): void;
}
