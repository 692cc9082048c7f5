import type { Value } from '@optical/graph';
import type { ObjectiveName } from '../objective/objective.ts';
import type { Pairs, SideInput, SideName } from '../pairs/side.ts';

/** An objective on a batch of bitext pairs, with its settings. */
export interface Arm {
  readonly name: ObjectiveName;
  /** Which inputs the loss reads of each side, beside the vectors: what a host has to feed. */
  readonly reads: Readonly<Record<SideName, readonly SideInput[]>>;
  /** The teacher's vectors are constants to it. Pairs with a side that has no position count nowhere. */
  readonly loss: (pairs: Pairs) => ArmLoss;
}

export interface ArmLoss {
  /** Float32 scalar, a mean over the pairs, at least 0. */
  readonly loss: Value;
  /** Of arms that solve transport problems. */
  readonly transport?: TransportMetrics;
}

/** How well the transport problems of a batch were solved; float32 scalars. */
export interface TransportMetrics {
  /** Marginal residual, the mean over the pairs. */
  readonly residual: Value;
  /** Share of the pairs whose plan was not finite and was replaced by the outer product of the marginals. */
  readonly fallbacks: Value;
}

/** Both sides read the same inputs. */
export function bothSides(...inputs: readonly SideInput[]): Arm['reads'] {
  return { student: inputs, teacher: inputs };
}
