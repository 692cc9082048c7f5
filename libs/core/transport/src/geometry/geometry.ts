import { OpticalError } from '@optical/errors';
import type { Value } from '@optical/graph';

/** What it costs to move a unit of mass between any two positions of each pair of a batch. */
export interface Geometry {
  /** float32 [batch, n, m]; finite wherever both positions carry mass. */
  readonly cost: Value;
  /**
   * A promise: within one pair, the costs between positions that carry mass differ by at most this. Infinity promises
   * nothing. It decides whether kernel-domain iterations are safe in float32.
   */
  readonly range: number;
}

/** A geometry of any other cost. @throws OpticalError invalid-argument unless `cost` is float32 of three axes. */
export function costGeometry(cost: Value, range = Infinity): Geometry {
  if (cost.dtype !== 'float32' || cost.shape.length !== 3)
    throw new OpticalError(
      'invalid-argument',
      `cost ${cost.name}: ${cost.dtype} [${cost.shape.join(', ')}] is not float32 [batch, n, m]`,
    );
  return { cost, range };
}
