import { cast, div, greater, maximum, mul, reduceSum } from '@optical/graph';
import type { Value } from '@optical/graph';

/**
 * 1 for every text that has a position that counts, else 0. A pair with an empty side is one that fills up a batch.
 * @param weights [batch, positions], of a mask or a marginal
 * @returns float32 [batch]
 */
export function presence(weights: Value): Value {
  return cast(greater(reduceSum(weights, 1), 0), 'float32');
}

/** Mean of a value per pair, [batch], over the pairs with presence 1; 0 where there is none. */
export function meanOverPairs(values: Value, present: Value): Value {
  return div(reduceSum(mul(values, present)), maximum(reduceSum(present), 1));
}

/** Mean over the positions of each text by mask, [batch, positions] to [batch]; 0 for a text without any. */
export function meanOverPositions(values: Value, mask: Value): Value {
  return div(reduceSum(mul(values, mask), 1), maximum(reduceSum(mask, 1), 1));
}
