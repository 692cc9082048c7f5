/**
 * Quantile by linear interpolation between order statistics (Hyndman & Fan type 7, the default of NumPy and R).
 * @param values at least one number, in any order
 * @param q from 0 to 1
 */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const low = sorted[Math.floor(position)]!;
  return low + (sorted[Math.ceil(position)]! - low) * (position - Math.floor(position));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);
