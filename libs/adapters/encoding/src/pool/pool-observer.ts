import type { ArtifactVersion } from '@optical/artifacts';
import type { BatchReport } from '../batching/batcher.ts';

/** What happens in a pool, for its service's metrics and logs. All are optional; none may throw. */
export interface PoolObserver {
  readonly onBatch?: (report: BatchReport) => void;
  /** Texts that were dropped before they were computed, because nobody waited for them any more. */
  readonly onDrop?: (texts: number) => void;
  /** A model has come into memory. */
  readonly onLoad?: (version: ArtifactVersion, seconds: number) => void;
  /** A reference serves another version from now on. */
  readonly onSwap?: (reference: string, from: ArtifactVersion, to: ArtifactVersion) => void;
  /** A version was not taken: it did not load, or failed its check. What served before goes on. */
  readonly onReject?: (version: ArtifactVersion, error: unknown) => void;
  /** A model has left memory to make room. */
  readonly onEvict?: (version: ArtifactVersion) => void;
}
