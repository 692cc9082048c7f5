import { OpticalError } from '@optical/errors';
import { operatorError } from '../graph/error.ts';
import { scalar, scalarOf } from '../graph/constant.ts';
import type { Value } from '../graph/types.ts';
import { broadcast, sameShape } from '../tensor/shape.ts';
import type { Shape } from '../tensor/shape.ts';

/** A value, or a number that takes the dtype of the operand beside it. At least one operand must be a value. */
export type Operand = Value | number;

export interface Pair {
  readonly a: Value;
  readonly b: Value;
  readonly shape: Shape;
}

/**
 * Two operands of one dtype whose shapes broadcast.
 * @throws OpticalError invalid-argument naming operator, tensors and shapes
 */
export function pair(operator: string, left: Operand, right: Operand): Pair {
  const [a, b] = lift(operator, left, right);
  if (a.dtype !== b.dtype) throw operatorError(operator, [a, b], `the dtypes ${a.dtype} and ${b.dtype} differ`);
  const shape = broadcast(a.shape, b.shape);
  if (shape === undefined) throw operatorError(operator, [a, b], 'the shapes do not broadcast');
  return { a: unexpanded(a, b.shape, shape), b: unexpanded(b, a.shape, shape), shape };
}

/** The number beside a value becomes a constant of that value's dtype. */
export function lift(operator: string, left: Operand, right: Operand): readonly [Value, Value] {
  if (typeof left !== 'number')
    return [left, typeof right === 'number' ? scalar(left.graph, right, left.dtype) : right];
  if (typeof right !== 'number') return [scalar(right.graph, left, right.dtype), right];
  throw new OpticalError('invalid-argument', `${operator}(${left}, ${right}): one operand must be a value of a graph`);
}

/** An expanded operand need not be stretched in memory where the other one already has the full shape. */
function unexpanded(value: Value, other: Shape, full: Shape): Value {
  const { source } = value;
  if (source.kind !== 'node' || source.node.operator !== 'Expand') return value;
  const narrow = source.node.inputs[0]!;
  const reached = broadcast(narrow.shape, other);
  return reached !== undefined && sameShape(reached, full) ? narrow : value;
}

/** Whether the operand is the number `x` everywhere, so that it can be left out beside a value of the full shape. */
export function isNumber(operand: Value, x: number): boolean {
  return scalarOf(operand) === x;
}
