import { apply } from '../graph/apply.ts';
import { operatorError } from '../graph/error.ts';
import type { Value } from '../graph/types.ts';
import { isFloat } from '../tensor/dtype.ts';

function activation(operator: string): (x: Value) => Value {
  return (x) => {
    if (!isFloat(x.dtype)) throw operatorError(operator, [x], 'the operand must be a float');
    return apply({ operator, inputs: [x] }, x);
  };
}

export const tanh = activation('Tanh');
/** `1 / (1 + exp(-x))` */
export const sigmoid = activation('Sigmoid');
/** `log(1 + exp(x))` */
export const softplus = activation('Softplus');
/** `max(x, 0)`; the gradient at 0 is 0. */
export const relu = activation('Relu');

/**
 * Gaussian error linear unit: `x Φ(x)` with the exact distribution function (`none`), or its approximation by tanh.
 * Hendrycks and Gimpel 2016, https://arxiv.org/abs/1606.08415
 */
export function gelu(x: Value, approximate: 'none' | 'tanh' = 'none'): Value {
  if (!isFloat(x.dtype)) throw operatorError('Gelu', [x], 'the operand must be a float');
  return apply({ operator: 'Gelu', inputs: [x], attributes: { approximate: { s: approximate } } }, x);
}
