import { cast, div, full, greater, maximum, mul, reduceSum, where } from '@optical/graph';
import type { Dim, Graph, Value } from '@optical/graph';

/** Divides 0 by 0 to 0, and is far below the mass of any position. */
const tinyMass = 1e-30;

/** Mass 1/positions on every position, [MASK] and special ones included: OPTICAL's marginal. float32 [batch, positions]. */
export function uniformMarginals(graph: Graph, batch: Dim, positions: number): Value {
  return full(graph, [batch, positions], 1 / positions);
}

/**
 * Equal mass on the positions whose mask is not 0, none elsewhere; a text without such positions has no mass at all.
 * @param mask bool or number [batch, positions]
 * @returns float32 [batch, positions], rows of sum 1 or 0
 */
export function maskedMarginals(mask: Value): Value {
  return normalised(cast(cast(mask, 'bool'), 'float32'));
}

/**
 * Mass proportional to weights (for example inverse document frequencies) on the positions whose mask is not 0. A text
 * whose weights there are all 0 gets equal mass instead.
 * @param mask bool or number [batch, positions]
 * @param weights float32 [batch, positions], finite and >= 0
 * @returns float32 [batch, positions], rows of sum 1, or 0 where the mask is 0 throughout
 */
export function weightedMarginals(mask: Value, weights: Value): Value {
  const positions = cast(cast(mask, 'bool'), 'float32');
  const weighted = mul(positions, weights);
  return normalised(where(greater(reduceSum(weighted, -1, { keepDims: true }), 0), weighted, positions));
}

function normalised(mass: Value): Value {
  return div(mass, maximum(reduceSum(mass, -1, { keepDims: true }), tinyMass));
}
