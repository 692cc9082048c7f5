import { invalidArgument } from '@optical/errors';
import { extendAssignment } from './shortest-augmenting-path.ts';
import type { CostTable } from './shortest-augmenting-path.ts';

export interface Masks {
  /** Length n; rows whose entry is 0 are left out. All rows count unless given. */
  readonly rowMask?: ArrayLike<number>;
  /** Length m; columns whose entry is 0 are left out. All columns count unless given. */
  readonly columnMask?: ArrayLike<number>;
}

export interface Assignment {
  /** Length n: the column of each row, -1 for a row that is masked or, with more rows than columns, left over. */
  readonly columnOfRow: Int32Array;
  /** The sum of the costs of the matched pairs: the least of all assignments that match min(rows, columns) pairs. */
  readonly cost: number;
  /** Matched pairs: the smaller of the numbers of unmasked rows and columns. */
  readonly matches: number;
  /** Dual prices, n and m: u_i + v_j <= C_ij, equal where i is matched to j: the proof of optimality; 0 if masked. */
  readonly u: Float64Array;
  readonly v: Float64Array;
}

/**
 * Exact minimum-cost assignment of the unmasked rows to distinct unmasked columns of an n x m cost, by shortest
 * augmenting paths in O(k^2 l) time for k matches among l candidates (Jonker and Volgenant, "A Shortest Augmenting Path
 * Algorithm for Dense and Sparse Linear Assignment Problems", Computing 38, 1987; rectangular as in Crouse, "On
 * implementing 2D rectangular assignment algorithms", IEEE TAES 2016). Throws invalid-argument if an unmasked cost is
 * not finite or a length disagrees.
 *
 * With as many rows as columns and uniform marginals it is exact optimal transport: the optimum is a permutation
 * (Birkhoff).
 */
export function assign(cost: CostTable, { rowMask, columnMask }: Masks = {}): Assignment {
  checkLength('values', cost.values, cost.rows * cost.columns);
  const rows = unmasked('rowMask', rowMask, cost.rows);
  const columns = unmasked('columnMask', columnMask, cost.columns);
  checkFinite(cost, rows, columns);
  return rows.length <= columns.length
    ? assignRows(cost, rows, columns)
    : swapped(assignRows(transposed(cost), columns, rows), cost.rows);
}

/** Matches every one of `rows`, of which there are no more than `columns`. */
function assignRows(cost: CostTable, rows: readonly number[], columns: readonly number[]): Assignment {
  const prices = { u: new Float64Array(cost.rows), v: new Float64Array(cost.columns) };
  const columnOfRow = new Int32Array(cost.rows).fill(-1);
  const rowOfColumn = new Int32Array(cost.columns).fill(-1);
  for (const row of rows) extendAssignment(cost, columns, { columnOfRow, rowOfColumn, ...prices }, row);
  const total = rows.reduce((sum, row) => sum + cost.values[row * cost.columns + columnOfRow[row]!]!, 0);
  return { columnOfRow, cost: total, matches: rows.length, ...prices };
}

/** The assignment of a transposed cost, told in terms of the `rows` rows of the cost itself. */
function swapped({ columnOfRow: rowOfColumn, cost, matches, u, v }: Assignment, rows: number): Assignment {
  const columnOfRow = new Int32Array(rows).fill(-1);
  for (const [column, row] of rowOfColumn.entries()) if (row !== -1) columnOfRow[row] = column;
  return { columnOfRow, cost, matches, u: v, v: u };
}

function transposed({ rows, columns, values }: CostTable): CostTable {
  const flipped = Float64Array.from(
    { length: rows * columns },
    (_, k) => values[(k % rows) * columns + Math.floor(k / rows)]!,
  );
  return { rows: columns, columns: rows, values: flipped };
}

function unmasked(field: string, mask: ArrayLike<number> | undefined, length: number): number[] {
  if (mask !== undefined) checkLength(field, mask, length);
  return Array.from({ length }, (_, k) => k).filter((k) => mask?.[k] !== 0);
}

function checkLength(field: string, values: ArrayLike<number>, length: number): void {
  if (values.length !== length)
    throw invalidArgument({ field, description: `has ${values.length} entries instead of ${length}` });
}

function checkFinite(
  { columns, values }: CostTable,
  rowIndex: readonly number[],
  columnIndex: readonly number[],
): void {
  for (const row of rowIndex)
    for (const column of columnIndex) {
      const value = values[row * columns + column]!;
      if (!Number.isFinite(value))
        throw invalidArgument({ field: `cost[${row}, ${column}]`, description: `${value} is not finite` });
    }
}
