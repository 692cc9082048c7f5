/** Beyond this the error function is ±1 to the last bit of a float64. */
const saturated = 6;

/** `erf x = 2/√π e^(-x²) Σ 2ⁿ x^(2n+1) / (2n+1)!!`, a series without cancellation (DLMF 7.6.2). */
export function erf(x: number): number {
  if (Math.abs(x) >= saturated) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
