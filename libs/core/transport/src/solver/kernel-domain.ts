import { add, div, matmul, mul } from '@optical/graph';
import type { Value } from '@optical/graph';
import type { Support } from '../problem/support.ts';
import { asColumn, asRow } from '../problem/vectors.ts';

export interface Scaling {
  /** [batch, 1, n] */
  readonly u: Value;
  /** [batch, 1, m] */
  readonly v: Value;
}

export interface ScalingOptions {
  readonly iterations: number;
  /** Added to K v and K^T u, which bounds the scalings by its inverse; 0 unless given. */
  readonly offset?: number;
}

/**
 * Kernel-domain Sinkhorn iterations u = a / (K v), v = b / (K^T u) from v = `start` (Cuturi, "Sinkhorn Distances",
 * NeurIPS 2013): two batched matrix-vector products each. Ends on a column update.
 * @param kernel [batch, n, m], positive
 * @param start [batch, 1, m]
 */
export function scaleKernel(
  kernel: Value,
  start: Value,
  { a, b }: Support,
  { iterations, offset = 0 }: ScalingOptions,
): Scaling {
  let v = start;
  for (let iteration = 1; ; iteration++) {
    const u = div(a, add(asRow(matmul(kernel, asColumn(v))), offset));
    v = div(b, add(matmul(u, kernel), offset));
    if (iteration === iterations) return { u, v };
  }
}

/** The plan u_i K_ij v_j, [batch, n, m]. */
export function scaledPlan(kernel: Value, { u, v }: Scaling): Value {
  return mul(mul(kernel, asColumn(u)), v);
}
