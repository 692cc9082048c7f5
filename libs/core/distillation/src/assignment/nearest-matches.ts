import {
  and,
  argMin,
  cast,
  equal,
  gatherElements,
  greater,
  iota,
  mul,
  not,
  reduceMax,
  reshape,
  squeeze,
  unsqueeze,
  where,
} from '@optical/graph';
import type { Value } from '@optical/graph';

export interface PartialMatches {
  /** int64 [batch, columns]: the row of each column, or -1. */
  readonly match: Value;
  /** float32 [batch, rows]: 1 for rows that count and have no column yet, else 0. */
  readonly unmatched: Value;
}

/**
 * Gives each column to the last of the rows that count and are nearest to it. At prices 0 these matches are part of an
 * optimal assignment of the matched rows, so that only the other rows need a search.
 * @param cost float32 [batch, rows, columns]
 * @param rowMask float32 [batch, rows]
 */
export function nearestMatches(cost: Value, rowMask: Value): PartialMatches {
  const { graph } = cost;
  const [, rows, columns] = cost.shape as [number, number, number];
  const nearest = argMin(cost, 2, { keepDims: true });
  const row = reshape(iota(graph, rows), [1, rows, 1]);
  const counts = greater(rowMask, 0);
  const claims = and(equal(nearest, iota(graph, columns)), unsqueeze(counts, 2));
  const match = reduceMax(where(claims, row, -1), 1);
  const served = equal(gatherElements(match, squeeze(nearest, 2), 1), iota(graph, rows));
  return { match, unmatched: mul(rowMask, cast(not(served), 'float32')) };
}
