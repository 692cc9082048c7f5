import { entryOf } from './matrix.ts';
import type { Matrix } from './matrix.ts';

/**
 * The entropic soft minimum of each row, -epsilon log sum_j w_j exp((g_j - C_ij) / epsilon), shifted by the largest
 * exponent so that it neither overflows nor underflows. Weights w (length m) are positive; as epsilon goes to 0 it
 * becomes min_j (C_ij - g_j).
 */
export function softMinimumOfRows(cost: Matrix, g: Float64Array, weights: Float64Array, epsilon: number): Float64Array {
  const logWeights = weights.map(Math.log);
  return Float64Array.from({ length: cost.rows }, (_, i) => {
    const exponents = g.map((value, j) => logWeights[j]! + (value - entryOf(cost, i, j)) / epsilon);
    return -epsilon * logSumExp(exponents);
  });
}

function logSumExp(exponents: Float64Array): number {
  const largest = exponents.reduce((x, y) => Math.max(x, y), -Infinity);
  return largest + Math.log(exponents.reduce((total, exponent) => total + Math.exp(exponent - largest), 0));
}
