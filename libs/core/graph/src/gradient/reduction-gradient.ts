import type { Value } from '../graph/types.ts';
import { toNumbers } from '../tensor/tensor.ts';
import { div, maximum, mul, sub } from '../operators/arithmetic.ts';
import { cast } from '../operators/cast.ts';
import { sizeAlong } from '../operators/creation.ts';
import { equal } from '../operators/logic.ts';
import { expand } from '../operators/movement.ts';
import { reduceSum } from '../operators/reductions.ts';
import { reshape } from '../operators/reshape.ts';
import { exp } from '../operators/unary.ts';
import type { Application } from './rule.ts';

/** The reduced axes, which are an operand of every reduction. */
function axesOf({ x: [, axes] }: Application): readonly number[] {
  return axes?.source.kind === 'constant' ? [...toNumbers(axes.source.tensor)] : [];
}

/** A result of the reduction with its axes put back in as size 1, so that it broadcasts against the operand. */
function kept(application: Application, result: Value): Value {
  const axes = axesOf(application);
  return reshape(
    result,
    application.x[0]!.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim)),
  );
}

/** Each element of the operand gets the gradient of the sum it went into. */
export function sumGradient(application: Application): Value {
  return expand(kept(application, application.g), application.x[0]!.shape);
}

export function meanGradient(application: Application): Value {
  const x = application.x[0]!;
  const count = axesOf(application)
    .map((axis) => sizeAlong(x, axis))
    .reduce((product, size) => mul(product, size));
  return expand(div(kept(application, application.g), cast(count, x.dtype)), x.shape);
}

/** Elements that reach the extremum share its gradient evenly. */
export function extremumGradient(application: Application): Value {
  const x = application.x[0]!;
  const hits = cast(equal(x, kept(application, application.y[0]!)), x.dtype);
  const count = reduceSum(hits, axesOf(application), { keepDims: true });
  return mul(hits, div(kept(application, application.g), count));
}

export function sumSquareGradient(application: Application): Value {
  return mul(mul(kept(application, application.g), 2), application.x[0]!);
}

const lowest = { float16: -65504, float32: -(2 - 2 ** -23) * 2 ** 127, float64: -Number.MAX_VALUE };

/** `g exp(x - y)`; 0 where all elements are -Infinity. */
export function logSumExpGradient(application: Application): Value {
  const x = application.x[0]!;
  const finite = maximum(kept(application, application.y[0]!), lowest[x.dtype as keyof typeof lowest]);
  return mul(kept(application, application.g), exp(sub(x, finite)));
}
