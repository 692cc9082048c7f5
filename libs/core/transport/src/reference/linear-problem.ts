import { invalidArgument } from '@optical/errors';
import { buildMatrix, entryOf, sum } from './matrix.ts';
import type { Matrix } from './matrix.ts';

/** Sums of marginals may differ by this much, float32 marginals included. */
const massTolerance = 1e-5;

/**
 * Move the mass `a` (length n) onto the mass `b` (length m) at `cost` (n x m) per unit. A position without mass is
 * masked: it sends or receives nothing and its costs are never read.
 */
export interface LinearProblem {
  readonly cost: Matrix;
  readonly a: Float64Array;
  readonly b: Float64Array;
}

/**
 * A checked problem. If one side has no mass at all the pair is fully masked: both marginals become zero, so that every
 * solver answers with the zero plan. Throws invalid-argument if the sizes disagree, a mass is negative or not finite,
 * or (when `balanced`, the default) the two sides' total masses differ.
 */
export function linearProblem(
  { cost, a, b }: LinearProblem,
  { balanced = true }: { balanced?: boolean } = {},
): LinearProblem {
  checkMarginal('a', a, cost.rows);
  checkMarginal('b', b, cost.columns);
  const [massA, massB] = [sum(a), sum(b)];
  if (massA === 0 || massB === 0) return { cost, a: new Float64Array(a.length), b: new Float64Array(b.length) };
  if (balanced && Math.abs(massA - massB) > massTolerance * massA)
    throw invalidArgument({ field: 'b', description: `its mass ${massB} differs from the mass ${massA} of a` });
  return { cost, a, b };
}

function checkMarginal(field: string, marginal: Float64Array, length: number): void {
  if (marginal.length !== length)
    throw invalidArgument({ field, description: `${marginal.length} masses for ${length} positions of the cost` });
  const wrong = marginal.find((mass) => !(mass >= 0 && Number.isFinite(mass)));
  if (wrong !== undefined) throw invalidArgument({ field, description: `${wrong} is not a finite mass of 0 or more` });
}

/** The problem over the positions that carry mass, and the way back to the full one. */
export interface Support {
  readonly problem: LinearProblem;
  /** A vector over the rows of the support as one over all rows, 0 elsewhere. */
  expandRows(values: Float64Array): Float64Array;
  /** A vector over the columns of the support as one over all columns, 0 elsewhere. */
  expandColumns(values: Float64Array): Float64Array;
  expandPlan(plan: Matrix): Matrix;
}

/** Removes the masked positions, so that a solver never meets a zero mass. */
export function supportOf({ cost, a, b }: LinearProblem): Support {
  const rows = positionsWithMass(a);
  const columns = positionsWithMass(b);
  return {
    problem: {
      cost: buildMatrix(rows.length, columns.length, (i, j) => entryOf(cost, rows[i]!, columns[j]!)),
      a: Float64Array.from(rows, (i) => a[i]!),
      b: Float64Array.from(columns, (j) => b[j]!),
    },
    expandRows: (values) => scatter(values, rows, a.length),
    expandColumns: (values) => scatter(values, columns, b.length),
    expandPlan: (plan) => {
      const expanded = buildMatrix(a.length, b.length, () => 0);
      for (const [i, row] of rows.entries())
        for (const [j, column] of columns.entries()) expanded.values[row * b.length + column] = entryOf(plan, i, j);
      return expanded;
    },
  };
}

function positionsWithMass(marginal: Float64Array): number[] {
  return Array.from(marginal.keys()).filter((position) => marginal[position]! > 0);
}

function scatter(values: Float64Array, positions: readonly number[], length: number): Float64Array {
  const full = new Float64Array(length);
  for (const [k, position] of positions.entries()) full[position] = values[k]!;
  return full;
}
