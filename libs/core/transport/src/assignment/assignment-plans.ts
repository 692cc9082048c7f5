import { assign } from './assign.ts';
import type { Assignment } from './assign.ts';

/** Costs and marginals of a batch as read back from a graph; a position of mass 0 is masked. */
export interface AssignmentBatch {
  readonly size: number;
  readonly rows: number;
  readonly columns: number;
  /** [size, rows, columns] */
  readonly cost: Float32Array;
  /** [size, rows] */
  readonly a: Float32Array;
  /** [size, columns] */
  readonly b: Float32Array;
}

export interface AssignmentPlans {
  /** [size, rows, columns], to be fed to a graph as a constant plan. */
  readonly plan: Float32Array;
  /** [size]: 0 for a pair with a cost that is not finite, whose plan is the outer product of its marginals, else 1. */
  readonly finite: Uint8Array;
}

/**
 * Exact one-to-one assignments as transport plans: in each pair the k matches carry 1 / k each. With as many unmasked
 * rows as columns and uniform marginals this is the exact optimal plan; otherwise the positions left over carry no mass,
 * and the marginals tell only which positions are masked. A pair that is masked as a whole has the zero plan.
 */
export function assignmentPlans({ size, rows, columns, cost, a, b }: AssignmentBatch): AssignmentPlans {
  const plan = new Float32Array(size * rows * columns);
  const finite = new Uint8Array(size);
  for (let pair = 0; pair < size; pair++) {
    const slice = (array: Float32Array, length: number) => array.subarray(pair * length, (pair + 1) * length);
    const values = slice(cost, rows * columns);
    const [rowMask, columnMask] = [slice(a, rows), slice(b, columns)];
    const readsOnlyFinite = values.every(
      (value, k) => Number.isFinite(value) || outerEntry(rowMask, columnMask, k) === 0,
    );
    finite[pair] = readsOnlyFinite ? 1 : 0;
    const entries = readsOnlyFinite
      ? matchedMass(assign({ rows, columns, values }, { rowMask, columnMask }), columns)
      : values.map((_, k) => outerEntry(rowMask, columnMask, k));
    plan.set(entries, pair * rows * columns);
  }
  return { plan, finite };
}

function matchedMass({ columnOfRow, matches }: Assignment, columns: number): Float32Array {
  const mass = new Float32Array(columnOfRow.length * columns);
  for (const [row, column] of columnOfRow.entries()) if (column !== -1) mass[row * columns + column] = 1 / matches;
  return mass;
}

/** Entry k, row-major, of the outer product of a and b. */
function outerEntry(a: Float32Array, b: Float32Array, k: number): number {
  return a[Math.floor(k / b.length)]! * b[k % b.length]!;
}
