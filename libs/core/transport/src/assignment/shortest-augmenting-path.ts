/** A dense cost in row-major order: entry (i, j) is `values[i * columns + j]`. */
export interface CostTable {
  readonly rows: number;
  readonly columns: number;
  readonly values: ArrayLike<number>;
}

/** Matches of some rows, and prices u, v with u_i + v_j <= C_ij, equal on the matches. -1 means not matched. */
export interface PartialAssignment {
  readonly columnOfRow: Int32Array;
  readonly rowOfColumn: Int32Array;
  readonly u: Float64Array;
  readonly v: Float64Array;
}

/**
 * Matches `row` too: Dijkstra's algorithm over the reduced costs C_ij - u_i - v_j >= 0 from `row` to the nearest
 * free one of the `candidates` columns, then prices and matches are updated along the path. O(matched rows x candidates);
 * needs a free candidate.
 */
export function extendAssignment(
  cost: CostTable,
  candidates: readonly number[],
  assignment: PartialAssignment,
  row: number,
): void {
  const { columnOfRow, rowOfColumn } = assignment;
  const search = nearestFreeColumn(cost, candidates, assignment, row);
  updatePrices(assignment, search, row);
  for (let column = search.freeColumn, current = -1; current !== row;) {
    current = search.previousRow[column]!;
    rowOfColumn[column] = current;
    [column, columnOfRow[current]] = [columnOfRow[current]!, column];
  }
}

interface Search {
  readonly freeColumn: number;
  /** Length of the shortest path to every column seen. */
  readonly distance: Float64Array;
  /** The row before every column on its shortest path. */
  readonly previousRow: Int32Array;
  /** Columns whose distance is final, in the order of their distance; the free column is the last. */
  readonly settled: readonly number[];
}

function nearestFreeColumn(
  { columns, values }: CostTable,
  candidates: readonly number[],
  assignment: PartialAssignment,
  start: number,
): Search {
  const { rowOfColumn, u, v } = assignment;
  const distance = new Float64Array(columns).fill(Infinity);
  const previousRow = new Int32Array(columns).fill(-1);
  const open = [...candidates];
  const settled: number[] = [];
  let [row, travelled] = [start, 0];
  for (;;) {
    const offset = travelled - u[row]!;
    let nearest = 0;
    for (let k = 0; k < open.length; k++) {
      const column = open[k]!;
      const length = offset + (values[row * columns + column]! - v[column]!);
      if (length < distance[column]!) {
        distance[column] = length;
        previousRow[column] = row;
      }
      if (distance[column]! < distance[open[nearest]!]!) nearest = k;
    }
    const column = open[nearest]!;
    open[nearest] = open.at(-1)!;
    open.pop();
    settled.push(column);
    travelled = distance[column]!;
    row = rowOfColumn[column]!;
    if (row === -1) return { freeColumn: column, distance, previousRow, settled };
  }
}

function updatePrices({ rowOfColumn, u, v }: PartialAssignment, search: Search, start: number): void {
  const { distance, settled, freeColumn } = search;
  const total = distance[freeColumn]!;
  u[start]! += total;
  for (const column of settled) {
    if (column === freeColumn) continue;
    const slack = total - distance[column]!;
    u[rowOfColumn[column]!]! += slack;
    v[column]! -= slack;
  }
}
