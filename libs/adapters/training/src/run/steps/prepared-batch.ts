import type { Feeds } from '@optical/distillation';

/** A batch ready to be fed. */
export interface PreparedBatch {
  readonly feeds: Feeds;
  readonly examples: number;
  /** Real tokens, padding not counted, of the sides that are trained. */
  readonly tokens: number;
}

/** What waiting for batches cost, seconds. */
export interface Waiting {
  data: number;
  teacher: number;
}
