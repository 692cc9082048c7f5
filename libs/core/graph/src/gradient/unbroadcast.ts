import type { Value } from '../graph/types.ts';
import { reduceSum } from '../operators/reductions.ts';
import { reshape } from '../operators/reshape.ts';

/** Sums a gradient over the axes along which the operand was stretched, back to the operand's shape. */
export function unbroadcast(gradient: Value, operand: Value): Value {
  const added = gradient.shape.length - operand.shape.length;
  const stretched = gradient.shape.flatMap((dim, axis) =>
    axis < added || operand.shape[axis - added] !== dim ? [axis] : [],
  );
  return stretched.length === 0 ? gradient : reshape(reduceSum(gradient, stretched), operand.shape);
}
