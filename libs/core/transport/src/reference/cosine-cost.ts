import { invalidArgument } from '@optical/errors';
import { buildMatrix, rowOf } from './matrix.ts';
import type { Matrix } from './matrix.ts';

/**
 * C_ij = 1 - cos(x_i, y_j), in [0, 2], for the rows of x (n x d) and y (m x d): n x m. A row of zeros has no direction:
 * its cost is 1 to every vector.
 */
export function cosineCost(x: Matrix, y: Matrix): Matrix {
  if (x.columns !== y.columns)
    throw invalidArgument({
      field: 'y',
      description: `its vectors have ${y.columns} dimensions, those of x ${x.columns}`,
    });
  const [unitX, unitY] = [unitRows(x), unitRows(y)];
  return buildMatrix(x.rows, y.rows, (i, j) => 1 - dot(rowOf(unitX, i), rowOf(unitY, j)));
}

function unitRows(matrix: Matrix): Matrix {
  const norms = Array.from({ length: matrix.rows }, (_, i) => Math.hypot(...rowOf(matrix, i)));
  return buildMatrix(matrix.rows, matrix.columns, (i, k) =>
    norms[i] === 0 ? 0 : matrix.values[i * matrix.columns + k]! / norms[i]!,
  );
}

function dot(x: Float64Array, y: Float64Array): number {
  let total = 0;
  for (const [k, value] of x.entries()) total += value * y[k]!;
  return total;
}
