import type { Value } from '../graph/types.ts';
import { add, minimum, mul } from '../operators/arithmetic.ts';
import { greaterOrEqual, where } from '../operators/logic.ts';

/**
 * Dynamic loss scaling for half precision: gradients are computed of the loss times a scale that halves whenever one of
 * them overflows, the step then being skipped, and doubles after many steps without.
 * Micikevicius et al. 2018, https://arxiv.org/abs/1710.03740; the defaults are those of torch.amp.GradScaler.
 */
export interface LossScaleOptions {
  /** Default 2¹⁶. */
  readonly initial?: number;
  /** Factor after `growthInterval` finite steps in a row, default 2. */
  readonly growth?: number;
  /** Factor after a step that was not finite, default 0.5. */
  readonly backoff?: number;
  /** Default 2000. */
  readonly growthInterval?: number;
}

export const lossScaleDefaults = { initial: 2 ** 16, growth: 2, backoff: 0.5, growthInterval: 2000 };

/** Scale and number of finite steps since it last changed, float32 scalars. */
export interface LossScale {
  readonly scale: Value;
  readonly streak: Value;
}

/** Beyond this a scale would overflow float32 with a loss above 1. */
const greatestScale = 2 ** 100;

/** State for the next step. `finite` is a bool scalar: were all gradients of this one? */
export function advanceLossScale(
  { scale, streak }: LossScale,
  finite: Value,
  options: LossScaleOptions = {},
): LossScale {
  const { growth, backoff, growthInterval } = { ...lossScaleDefaults, ...options };
  const longer = add(streak, 1);
  const grows = greaterOrEqual(longer, growthInterval);
  const grown = minimum(where(grows, mul(scale, growth), scale), greatestScale);
  return {
    scale: where(finite, grown, mul(scale, backoff)),
    streak: where(finite, where(grows, 0, longer), 0),
  };
}
