import { reshape } from '@optical/graph';
import type { Dim, Value } from '@optical/graph';

// Vectors over the positions of each pair are kept as [batch, 1, positions], and become columns only where they meet a
// matrix: onnxruntime's CPU provider takes ten times longer to combine a scalar with [batch, positions, 1].

/** [batch, 1, positions] as [batch, positions, 1]. */
export function asColumn(vector: Value): Value {
  const [batch, , positions] = vector.shape as readonly [Dim, Dim, Dim];
  return reshape(vector, [batch, positions, 1]);
}

/** [batch, positions, 1] as [batch, 1, positions]. */
export function asRow(column: Value): Value {
  const [batch, positions] = column.shape as readonly [Dim, Dim, Dim];
  return reshape(column, [batch, 1, positions]);
}
