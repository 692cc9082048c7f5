import { buildMatrix, columnSums, entryOf, rowSums, sum } from './matrix.ts';
import type { Matrix } from './matrix.ts';

/**
 * The plan moved onto the transport polytope: exactly the marginals a and b, at an L1 distance of at most twice the
 * plan's marginal residual (Altschuler, Weed and Rigollet, "Near-linear time approximation algorithms for optimal
 * transport via Sinkhorn iteration", NeurIPS 2017, arXiv 1705.09634, algorithm 2). `plan` is non-negative.
 */
export function roundToMarginals(plan: Matrix, a: Float64Array, b: Float64Array): Matrix {
  const sums = rowSums(plan);
  const shrunkRows = buildMatrix(plan.rows, plan.columns, (i, j) => entryOf(plan, i, j) * shrinkage(a[i]!, sums[i]!));
  const columns = columnSums(shrunkRows);
  const shrunk = buildMatrix(
    plan.rows,
    plan.columns,
    (i, j) => entryOf(shrunkRows, i, j) * shrinkage(b[j]!, columns[j]!),
  );
  const missingA = difference(a, rowSums(shrunk));
  const missingB = difference(b, columnSums(shrunk));
  const missing = sum(missingA);
  if (missing <= 0) return shrunk;
  return buildMatrix(
    plan.rows,
    plan.columns,
    (i, j) => entryOf(shrunk, i, j) + (missingA[i]! * missingB[j]!) / missing,
  );
}

function shrinkage(target: number, mass: number): number {
  return mass > target ? target / mass : 1;
}

function difference(x: Float64Array, y: Float64Array): Float64Array {
  return x.map((value, i) => Math.max(0, value - y[i]!));
}
