/**
 * How many dims of a residual candidates are compared by. How far such an estimate is off depends on them and hardly on
 * all dims: residuals are rotated at random, so that each part of one says as much as any other.
 */
export const comparedDims = (dims: number): number => Math.min(dims, 96);

/**
 * What the sum over the compared dims counts: as many times more as dims are left out, less what a noisy estimate must
 * be drawn towards the centroid's score. The variance of the noise goes with 1 / compared - 1 / dims; the factor is
 * measured (ADR 0010).
 */
export function partWeight(dims: number): number {
  const compared = comparedDims(dims);
  return dims / compared / (1 + noise * (1 / compared - 1 / dims));
}

const noise = 43;
