import { cast, div, maximum, mul, reduceSum, reshape, slice, unsqueeze } from '@optical/graph';
import type { Value } from '@optical/graph';

/** How the vectors of a sequence become one: their mean, or the first one, that of [CLS]. */
export type Pooling = 'mean' | 'cls';

/**
 * One vector per sequence. Sentence-BERT: Reimers and Gurevych 2019, https://arxiv.org/abs/1908.10084
 * @param vectors [batch, length, dims]
 * @param mask [batch, length]: the mean takes the positions where it is 1, and is 0 where there is none
 * @returns [batch, dims]
 */
export function pool(vectors: Value, mask: Value, pooling: Pooling): Value {
  if (pooling === 'cls') return reshape(slice(vectors, 1, 0, 1), [vectors.shape[0]!, vectors.shape[2]!]);
  const weights = unsqueeze(cast(mask, vectors.dtype), 2);
  return div(reduceSum(mul(vectors, weights), 1), maximum(reduceSum(weights, 1), 1));
}
