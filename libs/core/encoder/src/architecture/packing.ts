import type { Value } from '@optical/graph';

/**
 * Texts that share rows: a row holds several, one behind the other, instead of one and padding. They do not see each
 * other, and get the vectors that they get in rows of their own.
 * Krell et al. 2021, https://arxiv.org/abs/2107.02027
 */
export interface Packing {
  /** [batch, length], int64: place of each position in its own text, from 0. */
  readonly places: Value;
  /** [batch, length], int64: number of its text within the row. Positions that belong to none have a number of their own. */
  readonly texts: Value;
}
