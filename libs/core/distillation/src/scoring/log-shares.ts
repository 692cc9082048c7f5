import { eye, greater, logSoftmax, mul, neg, reduceSum, slice, where } from '@optical/graph';
import type { Value } from '@optical/graph';

/** In place of the score of a text that is absent: no share is left for it. */
const absent = -1e9;

/**
 * Logarithm of the share of each text in a query's softmax over scores.
 * @param scores [queries, texts]
 * @param present [texts], 1 for texts that take part, else 0
 */
export function logShares(scores: Value, present: Value, temperature: number): Value {
  return logSoftmax(where(greater(present, 0), mul(scores, 1 / temperature), absent), 1);
}

/**
 * InfoNCE (van den Oord et al. 2018, https://arxiv.org/abs/1807.03748): the negative log share of text i for query i;
 * all other texts are its negatives.
 * @param shares [queries, texts] log shares, at least as many texts as queries
 * @returns [queries]
 */
export function infoNce(shares: Value): Value {
  const queries = shares.shape[0] as number;
  return neg(reduceSum(mul(slice(shares, 1, 0, queries), eye(shares.graph, queries)), 1));
}
