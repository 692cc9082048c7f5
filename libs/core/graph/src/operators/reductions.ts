import { apply } from '../graph/apply.ts';
import { int64s } from '../graph/constant.ts';
import { operatorError } from '../graph/error.ts';
import type { Value } from '../graph/types.ts';
import { isFloat } from '../tensor/dtype.ts';
import type { Shape } from '../tensor/shape.ts';
import { normalizeAxes, normalizeAxis } from './axes.ts';

export interface ReduceOptions {
  /** Leave the reduced axes in place with size 1. Default false. */
  readonly keepDims?: boolean;
}

type Reduction = (x: Value, axes?: number | readonly number[], options?: ReduceOptions) => Value;

function reduction(operator: string): Reduction {
  return (x, axes, { keepDims = false } = {}) => {
    if (x.dtype === 'bool') throw operatorError(operator, [x], 'the operand must be numeric');
    const reduced = normalizeAxes(operator, x, axes);
    if (reduced.length === 0 && operator !== 'ReduceSumSquare') return x;
    return apply(
      { operator, inputs: [x, int64s(x.graph, reduced)], attributes: { keepdims: { i: keepDims ? 1 : 0 } } },
      { dtype: x.dtype, shape: reducedShape(x, reduced, keepDims) },
    );
  };
}

/** Reductions run over the given axes, or over all of them. */
export const reduceSum = reduction('ReduceSum');
export const reduceMean = reduction('ReduceMean');
/** Equal maxima share the gradient evenly. */
export const reduceMax = reduction('ReduceMax');
export const reduceMin = reduction('ReduceMin');
/** `Σ x²` */
export const reduceSumSquare = reduction('ReduceSumSquare');
/** `log Σ exp(x)`, computed without overflow; -Infinity where all elements are. */
export const logSumExp = reduction('ReduceLogSumExp');

function reducedShape(x: Value, axes: readonly number[], keepDims: boolean): Shape {
  const kept = x.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim));
  return keepDims ? kept : kept.filter((_, axis) => !axes.includes(axis));
}

/** Index of the first greatest element along an axis, int64. Not differentiable. */
export function argMax(x: Value, axis: number, options?: ReduceOptions): Value {
  return argument('ArgMax', x, axis, options);
}

/** Index of the first smallest element along an axis, int64. Not differentiable. */
export function argMin(x: Value, axis: number, options?: ReduceOptions): Value {
  return argument('ArgMin', x, axis, options);
}

function argument(operator: string, x: Value, axis: number, { keepDims = false }: ReduceOptions = {}): Value {
  const along = normalizeAxis(operator, x, axis);
  return apply(
    { operator, inputs: [x], attributes: { axis: { i: along }, keepdims: { i: keepDims ? 1 : 0 } } },
    { dtype: 'int64', shape: reducedShape(x, [along], keepDims) },
  );
}

/** Sums of all elements up to and including each one; with `reverse`, of each one and all after it. */
export function cumSum(x: Value, axis: number, reverse = false): Value {
  const along = normalizeAxis('CumSum', x, axis);
  if (!isFloat(x.dtype) && !x.dtype.startsWith('int'))
    throw operatorError('CumSum', [x], 'the operand must be numeric');
  return apply(
    { operator: 'CumSum', inputs: [x, int64s(x.graph, [along])], attributes: { reverse: { i: reverse ? 1 : 0 } } },
    x,
  );
}
