import type { Value } from '../graph/types.ts';
import { ones } from '../operators/creation.ts';
import { matmul } from '../operators/linear-algebra.ts';
import { reduceSum } from '../operators/reductions.ts';
import { flatten, reshape } from '../operators/reshape.ts';

/** Sums a gradient over the axes along which the operand was stretched, back to the operand's shape. */
export function unbroadcast(gradient: Value, operand: Value): Value {
  const added = gradient.shape.length - operand.shape.length;
  const stretched = gradient.shape.flatMap((dim, axis) =>
    axis < added || operand.shape[axis - added] !== dim ? [axis] : [],
  );
  if (stretched.length === 0) return gradient;
  const isVector = operand.shape.length === 1 && stretched.length === added && added > 0;
  return isVector ? sumOfRows(gradient) : reshape(reduceSum(gradient, stretched), operand.shape);
}

/** [..., n] to [n], as a product with ones: onnxruntime's CPU provider takes half the time of its ReduceSum for it. */
function sumOfRows(x: Value): Value {
  const rows = flatten(x);
  return reshape(matmul(ones(x.graph, [1, rows.shape[0]!], x.dtype), rows), rows.shape.slice(1));
}
