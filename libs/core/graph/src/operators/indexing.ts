import { apply } from '../graph/apply.ts';
import { operatorError } from '../graph/error.ts';
import type { Value } from '../graph/types.ts';
import { sameShape } from '../tensor/shape.ts';
import { normalizeAxis } from './axes.ts';
import { unsqueeze } from './reshape.ts';

/** How an updated element meets the one that is there. */
export type ScatterReduction = 'none' | 'add' | 'max' | 'min';

function requireIndices(operator: string, operands: readonly Value[], indices: Value): void {
  if (indices.dtype !== 'int64' && indices.dtype !== 'int32')
    throw operatorError(operator, operands, 'the indices must be int64 or int32');
}

/**
 * Slices of `x` along one axis, in the order of the indices: `x[…, indices, …]`. Rows of an embedding with axis 0.
 * @param indices any shape; it takes the place of the axis. Negative ones count from the end.
 */
export function gather(x: Value, indices: Value, axis = 0): Value {
  const along = normalizeAxis('Gather', x, axis);
  requireIndices('Gather', [x, indices], indices);
  return apply(
    { operator: 'Gather', inputs: [x, indices], attributes: { axis: { i: along } } },
    { dtype: x.dtype, shape: [...x.shape.slice(0, along), ...indices.shape, ...x.shape.slice(along + 1)] },
  );
}

/** One element for each index: `result[i, j] = x[i, indices[i, j]]` for axis 1. */
export function gatherElements(x: Value, indices: Value, axis: number): Value {
  const along = normalizeAxis('GatherElements', x, axis);
  requireIndices('GatherElements', [x, indices], indices);
  if (indices.shape.length !== x.shape.length)
    throw operatorError('GatherElements', [x, indices], 'the ranks must be equal');
  return apply(
    { operator: 'GatherElements', inputs: [x, indices], attributes: { axis: { i: along } } },
    { dtype: x.dtype, shape: indices.shape },
  );
}

/**
 * `x` with `updates` written or reduced into the elements at `indices`, which has the shape of `updates`. Without
 * reduction, only the last of several updates to one element counts; its place in the gradient is then undefined.
 */
export function scatterElements(
  x: Value,
  indices: Value,
  updates: Value,
  axis: number,
  reduction: ScatterReduction = 'none',
): Value {
  const along = normalizeAxis('ScatterElements', x, axis);
  const operands = [x, indices, updates];
  requireIndices('ScatterElements', operands, indices);
  if (!sameShape(indices.shape, updates.shape) || indices.shape.length !== x.shape.length || x.dtype !== updates.dtype)
    throw operatorError(
      'ScatterElements',
      operands,
      'indices and updates must have one shape, of the rank of the data',
    );
  const attributes = { axis: { i: along }, reduction: { s: reduction } };
  return apply({ operator: 'ScatterElements', inputs: operands, attributes }, x);
}

/**
 * `x` with its rows (slices along axis 0) at `indices` replaced. Where an index occurs twice, its rows must be equal:
 * the order of writing is undefined. To sum rows that share an index, see `coalesce`.
 * @param x [rows, …]
 * @param indices [n] int64, not negative
 * @param rows [n, …]
 */
export function scatterRows(x: Value, indices: Value, rows: Value): Value {
  const operands = [x, indices, rows];
  if (indices.dtype !== 'int64' || indices.shape.length !== 1)
    throw operatorError('ScatterND', operands, 'the indices must be an int64 vector');
  if (!sameShape(rows.shape, [...indices.shape, ...x.shape.slice(1)]) || x.dtype !== rows.dtype)
    throw operatorError('ScatterND', operands, 'there must be one row of the data for each index');
  return apply({ operator: 'ScatterND', inputs: [x, unsqueeze(indices, 1), rows] }, x);
}
