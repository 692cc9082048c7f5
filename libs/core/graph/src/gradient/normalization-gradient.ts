import type { Value } from '../graph/types.ts';
import { add, div, mul, square, sub } from '../operators/arithmetic.ts';
import { sizeAlong } from '../operators/creation.ts';
import { cast } from '../operators/cast.ts';
import { matmul } from '../operators/linear-algebra.ts';
import { reduceSum } from '../operators/reductions.ts';
import { flatten, reshape, unsqueeze } from '../operators/reshape.ts';
import { exp, neg } from '../operators/unary.ts';
import type { Application } from './rule.ts';
import { unbroadcast } from './unbroadcast.ts';

/** `dx = y (g - Σ g y)` */
export function softmaxGradient({ y: [y], g }: Application, axis: number): readonly Value[] {
  return [mul(y!, sub(g, reduceSum(mul(g, y!), axis, { keepDims: true })))];
}

/** `dx = g - exp(y) Σ g` */
export function logSoftmaxGradient({ y: [y], g }: Application, axis: number): readonly Value[] {
  return [sub(g, mul(exp(y!), reduceSum(g, axis, { keepDims: true })))];
}

/**
 * With `r` the inverse deviation, `n` the size of the last axis, `S = Σ g s x` and `D = Σ g s` along it:
 * `dx = r g s + β x + γ` with `β = r³ (D mean - S) / n` and `γ = -β mean - r D / n`; over all rows, `db = Σ g` and
 * `ds = Σ r g x - Σ r mean g`. All sums are products, and few operations see a whole tensor. PyTorch's formula:
 * https://github.com/pytorch/pytorch/blob/main/aten/src/ATen/native/cpu/layer_norm_kernel.cpp
 */
export function layerNormGradient({ x: [x, scale, bias], y: [, mean, inverse], g }: Application): readonly Value[] {
  const size = cast(sizeAlong(x!, -1), x!.dtype);
  const column = unsqueeze(scale!, 1);
  const gx = mul(g, x!);
  const [S, D] = [matmul(gx, column), matmul(g, column)];
  const perRow = div(inverse!, size);
  const beta = mul(mul(sub(mul(D, mean!), S), square(inverse!)), perRow);
  const gamma = neg(add(mul(beta, mean!), mul(D, perRow)));
  const dx = add(add(mul(mul(g, scale!), inverse!), mul(x!, beta)), gamma);
  const weighted = (rows: Value, weights: Value): Value =>
    reshape(matmul(reshape(weights, [1, -1]), flatten(rows)), scale!.shape);
  const ds = sub(weighted(gx, inverse!), weighted(g, mul(inverse!, mean!)));
  return [dx, ds, unbroadcast(g, bias!)];
}
