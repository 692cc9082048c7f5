import { add, div, exp, log, maximum, mul, reduceMax, reduceSum, stopGradient, sub } from '@optical/graph';
import type { Value } from '@optical/graph';
import type { Support } from '../problem/support.ts';
import { asColumn, asRow } from '../problem/vectors.ts';

/**
 * Exponents are cut off here: exp(-80) is 1.8e-35, nothing beside a sum of at least 1, while the subnormal numbers that
 * smaller exponents lead to slow a CPU's arithmetic down several times.
 */
const leastExponent = -80;
/** The logarithm of no mass: a masked position never counts beside any other. */
const logOfNothing = -1e30;

/**
 * One half of a log-domain Sinkhorn iteration for scaled potentials phi = log a + f / epsilon and psi = log b + g /
 * epsilon over the log kernel M = -C / epsilon. `damping` is 1, or rho / (rho + epsilon) for unbalanced transport.
 */
export interface LogDomain {
  /** [batch, 1, n] and [batch, 1, m]: the scaled potentials of f = g = 0. */
  readonly logA: Value;
  readonly logB: Value;
  /** [batch, 1, m]: 0, or the logarithm of no mass for masked columns. */
  readonly logColumns: Value;
  /** phi = log a - damping * logsumexp_j(M_ij + psi_j), [batch, 1, n]. */
  updateRows(logKernel: Value, psi: Value, damping?: number): Value;
  /** psi = log b - damping * logsumexp_i(M_ij + phi_i), [batch, 1, m], and the plan exp(phi_i + M_ij + psi_j). */
  updateColumns(logKernel: Value, phi: Value, damping?: number): ColumnUpdate;
}

export interface ColumnUpdate {
  readonly psi: Value;
  /**
   * [batch, n, m], columns of sum b if not damped. A softmax over the rows times b, so its entries are finite for any
   * finite potentials. Masked rows have entries near 0, not 0.
   */
  readonly plan: Value;
}

export function logDomain({ a, b, rows, columns }: Support): LogDomain {
  const [logRows, logColumns] = [logOfMask(rows), logOfMask(columns)];
  // A masked position's mass is replaced by 1, whose logarithm leaves that of the mask alone.
  const [logA, logB] = [add(log(add(a, sub(1, rows))), logRows), add(log(add(b, sub(1, columns))), logColumns)];
  return {
    logA,
    logB,
    logColumns,
    updateRows: (logKernel, psi, damping = 1) => {
      const { logSum } = shiftedExponentials(add(logKernel, psi), 2);
      return sub(logA, mul(asRow(logSum), damping));
    },
    updateColumns: (logKernel, phi, damping = 1) => {
      const { exponentials, sum, logSum } = shiftedExponentials(add(logKernel, asColumn(phi)), 1);
      const mass = damping === 1 ? b : mul(b, exp(mul(logSum, mul(columns, 1 - damping))));
      return { psi: sub(logB, mul(logSum, damping)), plan: mul(exponentials, div(mass, sum)) };
    },
  };
}

/** exp(x - max x) along an axis, its sum, and log sum exp(x). */
function shiftedExponentials(x: Value, axis: number): { exponentials: Value; sum: Value; logSum: Value } {
  const greatest = stopGradient(reduceMax(x, axis, { keepDims: true }));
  const exponentials = exp(maximum(sub(x, greatest), leastExponent));
  const sum = reduceSum(exponentials, axis, { keepDims: true });
  return { exponentials, sum, logSum: add(greatest, log(sum)) };
}

function logOfMask(mask: Value): Value {
  return mul(sub(1, mask), logOfNothing);
}
