import { integer } from '../graph/attributes.ts';
import { operatorError } from '../graph/error.ts';
import { reachableFrom } from '../graph/reachable.ts';
import type { Node, Value } from '../graph/types.ts';
import { concat } from '../operators/movement.ts';
import { gradients } from './gradients.ts';
import { rowSparse } from './row-sparse.ts';
import type { RowSparse } from './row-sparse.ts';

/** Gradients of some values as a whole and of tables by rows. */
export interface MixedGradients {
  readonly dense: readonly Value[];
  readonly sparse: readonly RowSparse[];
}

/**
 * Gradients with respect to embedding tables as the rows that were read, which for a big vocabulary saves most of the
 * gradient and of the update, together with those of other values. The tables may be read by `gather` along axis 0 only.
 * @param tables each [rows, width]
 * @throws OpticalError invalid-argument if a table is no matrix, or the loss depends on it in another way or not at all
 */
export function rowGradients(loss: Value, tables: readonly Value[], others: readonly Value[] = []): MixedGradients {
  const lookups = tables.map((table) => lookupsOf(loss, table));
  // One sweep for all: what two sweeps have in common is not always found to be equal.
  const cotangents = gradients(loss, [
    ...others,
    ...lookups.flatMap((nodes) => nodes.map(({ outputs: [rows] }) => rows!)),
  ]);
  const remaining = cotangents.slice(others.length).values();
  const sparse = lookups.map((nodes) => {
    const parts = nodes.map(({ inputs: [, indices] }) => rowSparse(indices!, remaining.next().value!));
    return {
      indices: concat(
        parts.map(({ indices }) => indices),
        0,
      ),
      rows: concat(
        parts.map(({ rows }) => rows),
        0,
      ),
    };
  });
  return { dense: cotangents.slice(0, others.length), sparse };
}

function lookupsOf(loss: Value, table: Value): readonly Node[] {
  if (table.shape.length !== 2) throw operatorError('rowGradients', [table], 'the table must be a matrix');
  const readers = [...reachableFrom([loss]).nodes].filter(({ inputs }) => inputs.includes(table));
  const isLookup = (node: Node): boolean => node.operator === 'Gather' && integer(node, 'axis') === 0;
  if (readers.length === 0) throw operatorError('rowGradients', [loss, table], 'the loss does not depend on the table');
  for (const node of readers) {
    if (!isLookup(node))
      throw operatorError('rowGradients', [table], `${node.operator} ${node.name} reads it as a whole`);
  }
  return readers.sort((a, b) => a.id - b.id);
}
