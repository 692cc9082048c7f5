import { invalidArgument } from '@optical/errors';

/** A dense float64 matrix in row-major order: entry (i, j) is `values[i * columns + j]`. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** The matrix whose entry (i, j) is `entry(i, j)`. */
export function buildMatrix(rows: number, columns: number, entry: (row: number, column: number) => number): Matrix {
  const values = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) values[i * columns + j] = entry(i, j);
  return { rows, columns, values };
}

/** A matrix over a copy of row-major `values`; throws invalid-argument unless there are rows x columns of them. */
export function matrixOf(rows: number, columns: number, values: ArrayLike<number>): Matrix {
  if (values.length !== rows * columns)
    throw invalidArgument({
      field: 'values',
      description: `${values.length} values do not fill a ${rows} x ${columns} matrix`,
    });
  return { rows, columns, values: Float64Array.from(values) };
}

export function entryOf({ columns, values }: Matrix, row: number, column: number): number {
  return values[row * columns + column]!;
}

/** Sums over each row, length `rows`. */
export function rowSums(matrix: Matrix): Float64Array {
  return Float64Array.from({ length: matrix.rows }, (_, i) => sum(rowOf(matrix, i)));
}

/** Sums over each column, length `columns`. */
export function columnSums(matrix: Matrix): Float64Array {
  return rowSums(transpose(matrix));
}

/** Row `row` as a view, length `columns`. */
export function rowOf({ columns, values }: Matrix, row: number): Float64Array {
  return values.subarray(row * columns, (row + 1) * columns);
}

export function transpose(matrix: Matrix): Matrix {
  return buildMatrix(matrix.columns, matrix.rows, (i, j) => entryOf(matrix, j, i));
}

/** The Frobenius inner product <x, y> of two matrices of one shape; entries where x is 0 count 0 whatever y is. */
export function innerProduct(x: Matrix, y: Matrix): number {
  let total = 0;
  for (const [k, value] of x.values.entries()) if (value !== 0) total += value * y.values[k]!;
  return total;
}

export function outerProduct(a: Float64Array, b: Float64Array): Matrix {
  return buildMatrix(a.length, b.length, (i, j) => a[i]! * b[j]!);
}

export function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** The L1 norm of the difference of two vectors of one length. */
export function l1Distance(x: Float64Array, y: Float64Array): number {
  let total = 0;
  for (const [k, value] of x.entries()) total += Math.abs(value - y[k]!);
  return total;
}
