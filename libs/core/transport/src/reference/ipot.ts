import { proximalSettings } from '../proximal-options.ts';
import type { ProximalOptions } from '../proximal-options.ts';
import { linearProblem, supportOf } from './linear-problem.ts';
import type { LinearProblem } from './linear-problem.ts';
import { buildMatrix, entryOf, rowOf, transpose } from './matrix.ts';
import type { Matrix } from './matrix.ts';
import { transportResult } from './transport-result.ts';
import type { TransportResult } from './transport-result.ts';

/**
 * Unregularised transport, min_T <T, C>, by inexact proximal points: step t solves min_T <T, C> + beta KL(T | T_t-1) with
 * a few Sinkhorn iterations (Xie, Wang, Wang and Zha, "A Fast Proximal Point Method for Computing Exact Wasserstein
 * Distance", UAI 2020, arXiv 1802.04307, algorithm 1, written as there, in the kernel domain; `graph` solves the same
 * in the log domain).
 */
export function ipot(input: LinearProblem, options: ProximalOptions = {}): TransportResult {
  const { beta, outerIterations, innerIterations } = proximalSettings(options);
  const full = linearProblem(input);
  const support = supportOf(full);
  const { cost, a, b } = support.problem;
  const kernel = cost.values.map((value) => Math.exp(-value / beta));
  let plan = buildMatrix(a.length, b.length, () => 1);
  let delta: Float64Array = new Float64Array(a.length);
  let sigma: Float64Array = new Float64Array(b.length).fill(1 / b.length);
  for (let outer = 0; outer < outerIterations; outer++) {
    const tilted = { ...plan, values: plan.values.map((value, k) => value * kernel[k]!) };
    const transposed = transpose(tilted);
    for (let inner = 0; inner < innerIterations; inner++) {
      delta = quotient(a, product(tilted, sigma));
      sigma = quotient(b, product(transposed, delta));
    }
    plan = scaled(tilted, delta, sigma);
  }
  return transportResult(full, { plan: support.expandPlan(plan), iterations: outerIterations * innerIterations });
}

function product(matrix: Matrix, vector: Float64Array): Float64Array {
  return Float64Array.from({ length: matrix.rows }, (_, i) =>
    rowOf(matrix, i).reduce((total, value, j) => total + value * vector[j]!, 0),
  );
}

function quotient(numerator: Float64Array, denominator: Float64Array): Float64Array {
  return numerator.map((value, i) => value / denominator[i]!);
}

function scaled(matrix: Matrix, rows: Float64Array, columns: Float64Array): Matrix {
  return buildMatrix(matrix.rows, matrix.columns, (i, j) => rows[i]! * entryOf(matrix, i, j) * columns[j]!);
}
