import type { Value } from '../graph/types.ts';
import { tanh } from '../operators/activation.ts';
import { add, div, mul, square, sub } from '../operators/arithmetic.ts';
import { erf, exp } from '../operators/unary.ts';

/** `x Φ(x)`: the derivative is `Φ(x) + x φ(x)`, here as `½ (1 + erf t + 2/√π · t / exp t²)` with `t = x/√2`. */
export function geluDerivative(x: Value): Value {
  const t = mul(x, Math.SQRT1_2);
  const slope = mul(div(t, exp(square(t))), 2 / Math.sqrt(Math.PI));
  return mul(add(add(erf(t), slope), 1), 0.5);
}

/** The derivative of `½ x (1 + tanh u)` with `u = √(2/π) (x + 0.044715 x³)`. */
export function tanhGeluDerivative(x: Value): Value {
  const root = Math.sqrt(2 / Math.PI);
  const squared = square(x);
  const t = tanh(mul(mul(x, add(mul(squared, 0.044715), 1)), root));
  const inner = mul(add(mul(squared, 3 * 0.044715), 1), root);
  return mul(add(add(t, 1), mul(mul(x, sub(1, square(t))), inner)), 0.5);
}
