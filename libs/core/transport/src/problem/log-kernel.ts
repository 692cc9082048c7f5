import { add, minimum, mul, reduceMin, sub } from '@optical/graph';
import type { Value } from '@optical/graph';
import type { Support } from './support.ts';

/** Greater costs count as this much, so that quotients by an epsilon of 1e-6 or more stay far below `logOfNothing`. */
const largestCost = 1e22;
/** Keeps a masked column from being the least of its row. */
const maskedCost = 1e30;

/** -C / epsilon at any epsilon, float32 [batch, n, m]. */
export type LogKernel = (epsilon: number) => Value;

/**
 * The log kernel of balanced transport, whose costs are taken less the least of their row: that changes no balanced
 * plan, and spares float32 the cancellation of large equal parts.
 */
export function balancedLogKernel({ cost, columns }: Support): LogKernel {
  const least = reduceMin(add(cost, mul(sub(1, columns), maskedCost)), 2, { keepDims: true });
  const shifted = mul(minimum(sub(cost, least), largestCost), columns);
  return (epsilon) => mul(shifted, -1 / epsilon);
}

/** The log kernel of unbalanced transport, where the level of the costs matters. */
export function unbalancedLogKernel({ cost }: Support): LogKernel {
  const bounded = minimum(cost, largestCost);
  return (epsilon) => mul(bounded, -1 / epsilon);
}
