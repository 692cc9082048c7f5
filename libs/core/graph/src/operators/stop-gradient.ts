import { apply } from '../graph/apply.ts';
import type { Value } from '../graph/types.ts';

/** The same tensor, as a constant to `gradients`. The runtime removes the node. */
export function stopGradient(x: Value): Value {
  return apply({ operator: 'Identity', inputs: [x] }, x);
}
