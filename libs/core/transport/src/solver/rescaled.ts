import { add, mul, sub } from '@optical/graph';
import type { Value } from '@optical/graph';

/** psi = log b + g / epsilon of the dual potential g, for an epsilon that is `ratio` times smaller. */
export function rescaled(psi: Value, logB: Value, ratio: number): Value {
  return ratio === 1 ? psi : add(logB, mul(sub(psi, logB), ratio));
}
