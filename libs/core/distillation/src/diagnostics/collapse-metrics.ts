import { div, flatten, matmul, maximum, mul, reduceSum, reduceSumSquare, reshape, sub } from '@optical/graph';
import type { Value } from '@optical/graph';

/**
 * What shows that token vectors collapse to one point or a few directions, over the scored positions of a batch:
 * `meanCosine`, a scalar, the mean cosine of two different vectors; and `secondMoment`, [dims, dims], the mean of x xᵀ,
 * from which `effectiveRank` follows.
 * @param vectors float32 [batch, positions, dims], of length 1
 * @param mask float32 [batch, positions]
 */
export function collapseMetrics(vectors: Value, mask: Value): Readonly<Record<'meanCosine' | 'secondMoment', Value>> {
  const rows = flatten(vectors);
  const counts = reshape(mask, [1, -1]);
  const count = maximum(reduceSum(mask), 1);
  // Over unit vectors, |Σ x|² is the sum of all cosines, of which `count` are those of a vector with itself.
  const cosines = sub(reduceSumSquare(matmul(counts, rows)), reduceSum(mask));
  const moment = matmul(mul(rows, reshape(mask, [-1, 1])), rows, { transposeA: true });
  return {
    meanCosine: div(cosines, maximum(mul(count, sub(count, 1)), 1)),
    secondMoment: div(moment, count),
  };
}
