import { invalidArgument } from '@optical/errors';
import { sum } from './matrix.ts';

/** Mass 1/positions on every position, [MASK] and special ones included: the marginal of OPTICAL. */
export function uniformMarginal(positions: number): Float64Array {
  return new Float64Array(positions).fill(1 / positions);
}

/** Equal mass on the positions whose `mask` is not 0 and none elsewhere; all zero if there is no such position. */
export function maskedMarginal(mask: ArrayLike<number>): Float64Array {
  return normalised(Float64Array.from(mask, (bit) => (bit === 0 ? 0 : 1)));
}

/**
 * Mass proportional to `weights` (>= 0; for example inverse document frequencies) on the positions whose `mask` is not
 * 0. Where no weight is left it falls back to equal mass on those positions, so a real text never loses all its mass.
 */
export function weightedMarginal(mask: ArrayLike<number>, weights: ArrayLike<number>): Float64Array {
  if (mask.length !== weights.length)
    throw invalidArgument({
      field: 'weights',
      description: `${weights.length} weights for ${mask.length} positions`,
    });
  const masked = Float64Array.from(mask, (bit, i) => (bit === 0 ? 0 : weights[i]!));
  const wrong = masked.find((weight) => !(weight >= 0 && Number.isFinite(weight)));
  if (wrong !== undefined)
    throw invalidArgument({ field: 'weights', description: `${wrong} is not a finite number of 0 or more` });
  return sum(masked) > 0 ? normalised(masked) : maskedMarginal(mask);
}

function normalised(mass: Float64Array): Float64Array {
  const total = sum(mass);
  return total === 0 ? mass : mass.map((value) => value / total);
}
