import { apply } from '../graph/apply.ts';
import { int64s } from '../graph/constant.ts';
import { operatorError } from '../graph/error.ts';
import type { Value } from '../graph/types.ts';
import { productOf, quotientOf } from '../tensor/dimension.ts';
import { formatShape, sameShape, sizeOf } from '../tensor/shape.ts';
import type { Shape } from '../tensor/shape.ts';
import { normalizeAxes } from './axes.ts';
import { shapeVector } from './run-time-shape.ts';

/**
 * The same elements, row-major, in another shape. One dimension may be -1: what the others leave.
 * A free dimension is given by its name, a merged one as in `batch*length`.
 */
export function reshape(x: Value, shape: Shape): Value {
  const target = withInferred(x, shape);
  if (sameShape(x.shape, target)) return x;
  if (sizeOf(x.shape) !== sizeOf(target))
    throw operatorError('Reshape', [x], `the elements do not fill ${formatShape(shape)}`);
  const origin = unreshaped(x);
  if (sameShape(origin.shape, target)) return origin;
  return apply(
    { operator: 'Reshape', inputs: [origin, targetVector(origin, target)] },
    { dtype: x.dtype, shape: target },
  );
}

/** Adds axes of size 1 so that they stand at the given places of the result. */
export function unsqueeze(x: Value, axes: number | readonly number[]): Value {
  const listed = typeof axes === 'number' ? [axes] : axes;
  const rank = x.shape.length + listed.length;
  const places = new Set(listed.map((axis) => (axis < 0 ? axis + rank : axis)));
  if (places.size !== listed.length || [...places].some((axis) => axis < 0 || axis >= rank))
    throw operatorError('Unsqueeze', [x], `the axes ${listed.join()} do not fit rank ${rank}`);
  const rest = [...x.shape];
  return reshape(
    x,
    Array.from({ length: rank }, (_, axis) => (places.has(axis) ? 1 : rest.shift()!)),
  );
}

/** Drops axes of size 1. */
export function squeeze(x: Value, axes: number | readonly number[]): Value {
  const dropped = normalizeAxes('Squeeze', x, axes);
  if (dropped.some((axis) => x.shape[axis] !== 1))
    throw operatorError('Squeeze', [x], 'a squeezed axis must have size 1');
  return reshape(
    x,
    x.shape.filter((_, axis) => !dropped.includes(axis)),
  );
}

/** The last `keep` axes stay, the ones before become one. */
export function flatten(x: Value, keep = 1): Value {
  const kept = x.shape.length - keep;
  return reshape(x, [productOf(x.shape.slice(0, kept)), ...x.shape.slice(kept)]);
}

function withInferred(x: Value, shape: Shape): Shape {
  const open = shape.filter((dim) => dim === -1).length;
  if (open === 0) return shape;
  const rest = quotientOf(sizeOf(x.shape), productOf(shape.filter((dim) => dim !== -1)));
  if (open > 1 || rest === undefined)
    throw operatorError('Reshape', [x], `${formatShape(shape)} leaves no whole dimension for -1`);
  return shape.map((dim) => (dim === -1 ? rest : dim));
}

/** A chain of reshapes is one reshape. */
function unreshaped(x: Value): Value {
  const { source } = x;
  return source.kind === 'node' && source.node.operator === 'Reshape' ? unreshaped(source.node.inputs[0]!) : x;
}

/** Free dimensions are written as 0 (copy this axis) and -1 (the rest) where that suffices. */
function targetVector(x: Value, target: Shape): Value {
  const coded = target.map((dim, axis) => (typeof dim === 'number' ? dim : dim === x.shape[axis] ? 0 : -1));
  const open = coded.filter((dim) => dim === -1).length;
  return open <= 1 && !target.includes(0) ? int64s(x.graph, coded) : shapeVector(x.graph, target);
}
