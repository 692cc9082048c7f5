import { symmetricEigenvalues } from './symmetric-eigenvalues.ts';

/** Eigenvalues below this share of the greatest are the rounding of float32. */
const noise = 1e-6;

/**
 * Effective rank of a set of vectors: the exponential of the entropy of their matrix's singular values, divided by their
 * sum. 1 if all vectors lie on one line, dims if they fill all directions evenly. Roy and Vetterli 2007,
 * https://ieeexplore.ieee.org/document/7098875
 * @param secondMoment [dims, dims] row-major: the mean of x xᵀ, whose eigenvalues are the squared singular values
 * @returns NaN if an element is not finite, 0 if all are 0
 */
export function effectiveRank(secondMoment: ArrayLike<number>): number {
  if (!Array.from(secondMoment).every(Number.isFinite)) return NaN;
  const eigenvalues = symmetricEigenvalues(secondMoment);
  const least = noise * (eigenvalues.at(-1) ?? 0);
  const singular = Array.from(
    eigenvalues.filter((x) => x > least),
    Math.sqrt,
  );
  const sum = singular.reduce((total, x) => total + x, 0);
  if (sum === 0) return 0;
  return Math.exp(singular.reduce((entropy, x) => entropy - (x / sum) * Math.log(x / sum), 0));
}
