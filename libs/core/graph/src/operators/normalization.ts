import { apply, applyMany } from '../graph/apply.ts';
import { operatorError } from '../graph/error.ts';
import type { Value } from '../graph/types.ts';
import { isFloat } from '../tensor/dtype.ts';
import { sameShape } from '../tensor/shape.ts';
import { div, maximum, square } from './arithmetic.ts';
import { normalizeAxis } from './axes.ts';
import { reduceSum } from './reductions.ts';
import { sqrt } from './unary.ts';

function normalizedExponential(operator: 'Softmax' | 'LogSoftmax'): (x: Value, axis: number) => Value {
  return (x, axis) => {
    if (!isFloat(x.dtype)) throw operatorError(operator, [x], 'the operand must be a float');
    const along = normalizeAxis(operator, x, axis);
    return apply({ operator, inputs: [x], attributes: { axis: { i: along } } }, x);
  };
}

/** `exp(x) / Σ exp(x)` along one axis, computed without overflow. */
export const softmax = normalizedExponential('Softmax');
/** `x - log Σ exp(x)` along one axis. */
export const logSoftmax = normalizedExponential('LogSoftmax');

/**
 * `(x - mean) / sqrt(variance + epsilon) · scale + bias` over the last axis, with the biased variance.
 * Ba et al. 2016, https://arxiv.org/abs/1607.06450
 * @param x [..., n]
 * @param scale [n]
 * @param bias [n]
 */
export function layerNorm(x: Value, scale: Value, bias: Value, epsilon = 1e-5): Value {
  const size = x.shape.slice(-1);
  if (
    !sameShape(scale.shape, size) ||
    !sameShape(bias.shape, size) ||
    x.dtype !== scale.dtype ||
    x.dtype !== bias.dtype
  )
    throw operatorError('LayerNormalization', [x, scale, bias], `scale and bias must be ${x.dtype}[${size.join()}]`);
  const statistics = { dtype: x.dtype, shape: [...x.shape.slice(0, -1), 1] };
  const attributes = { axis: { i: -1 }, epsilon: { f: epsilon } };
  // The gradient reads the mean and the inverse deviation, outputs 1 and 2.
  const outputs = applyMany({ operator: 'LayerNormalization', inputs: [x, scale, bias], attributes, optionalFrom: 1 }, [
    x,
    statistics,
    statistics,
  ]);
  return outputs[0]!;
}

/** `x / max(‖x‖₂, epsilon)` along one axis, as PyTorch's `normalize`. */
export function l2Normalize(x: Value, axis: number, epsilon = 1e-12): Value {
  const squares = reduceSum(square(x), axis, { keepDims: true });
  // max(sqrt(s), ε) = sqrt(max(s, ε²)), and so the root's derivative stays finite at 0.
  return div(x, sqrt(maximum(squares, epsilon ** 2)));
}
