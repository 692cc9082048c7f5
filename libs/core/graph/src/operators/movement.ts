import { OpticalError } from '@optical/errors';
import { apply, applyMany } from '../graph/apply.ts';
import { integers } from '../graph/attributes.ts';
import { int64s, scalar } from '../graph/constant.ts';
import { operatorError } from '../graph/error.ts';
import type { Value } from '../graph/types.ts';
import type { Dim } from '../tensor/dimension.ts';
import { broadcast, formatShape, sameShape } from '../tensor/shape.ts';
import type { Shape } from '../tensor/shape.ts';
import { normalizeAxes, normalizeAxis } from './axes.ts';
import { shapeVector } from './run-time-shape.ts';

/** Axis `i` of the result is axis `permutation[i]` of `x`; the default reverses the axes. */
export function transpose(x: Value, permutation?: readonly number[]): Value {
  const order = permutation ?? x.shape.map((_, axis) => x.shape.length - 1 - axis);
  if (order.length !== x.shape.length || normalizeAxes('Transpose', x, order).length !== order.length)
    throw operatorError('Transpose', [x], `[${order.join()}] is no permutation of its axes`);
  const axes = order.map((axis) => normalizeAxis('Transpose', x, axis));
  if (axes.every((axis, place) => axis === place)) return x;
  const { source } = x;
  if (source.kind === 'node' && source.node.operator === 'Transpose') {
    const inner = integers(source.node, 'perm');
    return transpose(
      source.node.inputs[0]!,
      axes.map((axis) => inner[axis]!),
    );
  }
  return apply(
    { operator: 'Transpose', inputs: [x], attributes: { perm: { ints: axes } } },
    { dtype: x.dtype, shape: axes.map((axis) => x.shape[axis]!) },
  );
}

/** Exchanges two axes. */
export function swapAxes(x: Value, first: number, second: number): Value {
  const order = x.shape.map((_, axis) => axis);
  const a = normalizeAxis('Transpose', x, first);
  const b = normalizeAxis('Transpose', x, second);
  order[a] = b;
  order[b] = a;
  return transpose(x, order);
}

/** Repeats axes of size 1 until the shape is reached; missing axes are added in front. */
export function expand(x: Value, shape: Shape): Value {
  if (sameShape(x.shape, shape)) return x;
  const reached = broadcast(x.shape, shape);
  if (reached === undefined || !sameShape(reached, shape))
    throw operatorError('Expand', [x], `the shape does not broadcast to ${formatShape(shape)}`);
  return apply({ operator: 'Expand', inputs: [x, shapeVector(x.graph, shape)] }, { dtype: x.dtype, shape });
}

/** Joins values along an axis; all other dimensions and the dtypes must be equal. */
export function concat(values: readonly Value[], axis: number): Value {
  const [first] = values;
  if (first === undefined) throw new OpticalError('invalid-argument', 'Concat: there is nothing to join');
  if (values.length === 1) return first;
  const along = normalizeAxis('Concat', first, axis);
  const fits = (x: Value): boolean =>
    x.dtype === first.dtype &&
    x.shape.length === first.shape.length &&
    x.shape.every((dim, place) => (place === along ? typeof dim === 'number' : dim === first.shape[place]));
  if (!values.every(fits))
    throw operatorError(
      'Concat',
      values,
      `dtypes and dimensions off axis ${along} must be equal, the axis itself of known size`,
    );
  const joined = values.reduce((size, { shape }) => size + (shape[along] as number), 0);
  return apply(
    { operator: 'Concat', inputs: values, attributes: { axis: { i: along } } },
    { dtype: first.dtype, shape: first.shape.with(along, joined) },
  );
}

/** Consecutive pieces of the given sizes along an axis. */
export function split(x: Value, sizes: readonly number[], axis: number): readonly Value[] {
  const along = normalizeAxis('Split', x, axis);
  if (sizes.reduce((sum, size) => sum + size, 0) !== x.shape[along])
    throw operatorError('Split', [x], `the sizes ${sizes.join()} do not add up to axis ${along}`);
  return applyMany(
    { operator: 'Split', inputs: [x, int64s(x.graph, sizes)], attributes: { axis: { i: along } } },
    sizes.map((size) => ({ dtype: x.dtype, shape: x.shape.with(along, size) })),
  );
}

/**
 * Elements `begin` (included) to `end` (excluded) of one axis. Negative bounds count from the end of an axis of known
 * size. On a free axis both bounds count from the front and the axis must be long enough when the graph runs.
 */
export function slice(x: Value, axis: number, begin: number, end?: number): Value {
  const along = normalizeAxis('Slice', x, axis);
  const size = x.shape[along]!;
  const from = fromFront(begin, size);
  const to = fromFront(end ?? size, size);
  if (
    typeof from !== 'number' ||
    typeof to !== 'number' ||
    from < 0 ||
    to < from ||
    (typeof size === 'number' && to > size)
  )
    throw operatorError('Slice', [x], `axis ${along} has no range ${begin} to ${end ?? size}`);
  if (from === 0 && to === size) return x;
  const { graph } = x;
  return apply(
    { operator: 'Slice', inputs: [x, int64s(graph, [from]), int64s(graph, [to]), int64s(graph, [along])] },
    { dtype: x.dtype, shape: x.shape.with(along, to - from) },
  );
}

function fromFront(bound: Dim, size: Dim): Dim | undefined {
  if (typeof bound !== 'number' || bound >= 0) return bound;
  return typeof size === 'number' ? bound + size : undefined;
}

/** Adds `before` and `after` elements of value `fill` to one axis of known size. */
export function pad(x: Value, axis: number, before: number, after: number, fill = 0): Value {
  const along = normalizeAxis('Pad', x, axis);
  const size = x.shape[along]!;
  if (typeof size !== 'number' || before < 0 || after < 0)
    throw operatorError('Pad', [x], `axis ${along} cannot be padded by ${before} and ${after}`);
  if (before === 0 && after === 0) return x;
  const { graph } = x;
  return apply(
    {
      operator: 'Pad',
      inputs: [x, int64s(graph, [before, after]), scalar(graph, fill, x.dtype), int64s(graph, [along])],
    },
    { dtype: x.dtype, shape: x.shape.with(along, size + before + after) },
  );
}
