import type { Value } from '../graph/types.ts';
import type { Dim } from '../tensor/dimension.ts';
import { cast } from '../operators/cast.ts';
import { iota, zeros } from '../operators/creation.ts';
import { gather, scatterElements, scatterRows } from '../operators/indexing.ts';
import { expand } from '../operators/movement.ts';
import { flatten, reshape } from '../operators/reshape.ts';

/** Gradient of a table of which only some rows were read: zero but for the sums of `rows` that share an index. */
export interface RowSparse {
  /** [n] int64, not negative; repeats. */
  readonly indices: Value;
  /** [n, width] */
  readonly rows: Value;
}

/** A row-sparse gradient whose repeats are summed. */
export interface Coalesced {
  /** [n] int64, as before. */
  readonly indices: Value;
  /** [n, width]; for each index the sum of all rows that share it, repeated at each of its places. */
  readonly rows: Value;
  /** The same sums, each at one place only and 0 at the index's other places: what a norm counts. */
  readonly distinct: Value;
}

/** Indices of any shape and a row for each of them. */
export function rowSparse(indices: Value, rows: Value): RowSparse {
  return { indices: cast(flatten(indices, 0), 'int64'), rows: flatten(rows, rows.shape.length - indices.shape.length) };
}

/**
 * Sums the rows that share an index, without sorting: every index is owned by one of its places, which collects the sum.
 * ScatterND with reduction `add` is not used for this: on onnxruntime's CPU provider its threads race on repeats.
 * @param tableRows number of rows of the table, above all indices
 */
export function coalesce({ indices, rows }: RowSparse, tableRows: Dim): Coalesced {
  const { graph } = rows;
  const places = iota(graph, indices.shape[0]!);
  const owner = gather(scatterElements(zeros(graph, [tableRows], 'int64'), indices, places, 0), indices);
  const address = expand(reshape(owner, [-1, ...rows.shape.slice(1).map(() => 1)]), rows.shape);
  const distinct = scatterElements(zeros(graph, rows.shape, rows.dtype), address, rows, 0, 'add');
  return { indices, rows: gather(distinct, owner), distinct };
}

/** The same gradient with all its zeros. */
export function toDense(gradient: RowSparse, tableRows: Dim): Value {
  const { indices, rows } = coalesce(gradient, tableRows);
  return scatterRows(zeros(rows.graph, [tableRows, ...rows.shape.slice(1)], rows.dtype), indices, rows);
}
