import type { Value } from '../graph/types.ts';
import { div, mul, sub } from '../operators/arithmetic.ts';
import { sizeAlong } from '../operators/creation.ts';
import { cast } from '../operators/cast.ts';
import { matmul } from '../operators/linear-algebra.ts';
import { reduceSum } from '../operators/reductions.ts';
import { unsqueeze } from '../operators/reshape.ts';
import { exp } from '../operators/unary.ts';
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
 * With `h = (x - mean) / deviation` and the mean over the last axis:
 * `dx = (g s - mean(g s) - h · mean(g s h)) / deviation`, `ds = Σ g h`, `db = Σ g`.
 * The means of products with `s` are matrix products, which spare a pass over the tensor each.
 */
export function layerNormGradient({ x: [x, scale, bias], y: [, mean, inverse], g }: Application): readonly Value[] {
  const size = cast(sizeAlong(x!, -1), x!.dtype);
  const column = unsqueeze(div(scale!, size), 1);
  const h = mul(sub(x!, mean!), inverse!);
  const gh = mul(g, h);
  const centered = sub(sub(mul(g, scale!), matmul(g, column)), mul(h, matmul(gh, column)));
  return [mul(centered, inverse!), unbroadcast(gh, scale!), unbroadcast(g, bias!)];
}
