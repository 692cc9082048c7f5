import {
  cast,
  cumSum,
  div,
  equal,
  expand,
  greater,
  iota,
  loop,
  maximum,
  minimum,
  mul,
  pad,
  reduceMax,
  reduceSum,
  reshape,
  scatterElements,
  slice,
  stopGradient,
  sub,
  unsqueeze,
  where,
  zeros,
} from '@optical/graph';
import type { Value } from '@optical/graph';
import { advanceSearch, isActive, startSearch } from './augmenting-search.ts';
import type { AssignmentProblem, Search } from './augmenting-search.ts';
import { nearestMatches } from './nearest-matches.ts';

/** Cost of a column that does not count: above any cosine cost, so that it is taken only when all others are. */
const excluded = 4;

/**
 * The exact one-to-one assignment of the rows to the columns of each pair, by shortest augmenting paths (Jonker and
 * Volgenant 1987, https://doi.org/10.1007/BF02278710) in a Loop: all pairs search at once, each at its own pace. The
 * plan is a constant to gradients.
 * @param cost float32 [batch, n, m], 0 to 2 where row and column count
 * @param rowMask float32 [batch, n]: 1 for rows that count, else 0; `columnMask` likewise
 * @returns float32 [batch, n, m] of sum 1: all matches, as many as the smaller side has positions, have equal mass. 0 for
 *   a pair with an empty side.
 */
export function assignmentPlan(cost: Value, rowMask: Value, columnMask: Value): Value {
  const { graph } = cost;
  const [, n, m] = cost.shape as [number, number, number];
  const problem = problemOf(stopGradient(cost), rowMask, columnMask);
  const start = startSearch(problem);
  const names = Object.keys(start) as (keyof Search)[];
  const valuesOf = (search: Search): Value[] => names.map((name) => search[name]);
  const searchOf = (values: readonly Value[]): Search =>
    Object.fromEntries(names.map((name, place) => [name, values[place]])) as unknown as Search;

  const { state } = loop({
    graph,
    // The search for the k-th row settles k columns at most.
    trips: (n * (n + 1)) / 2,
    initial: valuesOf(start),
    body: (_, values) => {
      const next = advanceSearch(problem, searchOf(values));
      const proceed = greater(reduceMax(cast(isActive(problem, next), 'float32')), 0);
      return { state: valuesOf(next), proceed };
    },
  });
  const rowOfColumn = unsqueeze(slice(searchOf(state).match, 1, 0, m), 1);
  const matched = cast(equal(rowOfColumn, reshape(iota(graph, n), [1, n, 1])), 'float32');
  const matches = minimum(reduceSum(rowMask, 1), reduceSum(columnMask, 1));
  return div(mul(matched, unsqueeze(columnMask, 1)), reshape(maximum(matches, 1), [-1, 1, 1]));
}

function problemOf(cost: Value, rowMask: Value, columnMask: Value): AssignmentProblem {
  const { graph } = cost;
  const [batch, n, m] = cost.shape as [number, number, number];
  const columns = Math.max(n, m);
  const known = where(greater(unsqueeze(columnMask, 1), 0), cost, excluded);
  const wide = pad(known, 2, 0, columns - m, excluded);
  const { match, unmatched } = nearestMatches(wide, rowMask);
  return {
    graph,
    batch,
    columns,
    cost: reshape(wide, [batch * n, columns]),
    match,
    order: onesFirst(unmatched),
    count: cast(reduceSum(unmatched, 1, { keepDims: true }), 'int64'),
  };
}

/** Places of the ones of each row of a mask, [batch, n], in their order; meaningless numbers below n behind them. */
function onesFirst(mask: Value): Value {
  const [batch, n] = mask.shape as [number, number];
  const rank = where(greater(mask, 0), sub(cumSum(mask, 1), 1), n);
  const places = expand(iota(mask.graph, n), [batch, n]);
  const table = scatterElements(zeros(mask.graph, [batch, n + 1], 'int64'), cast(rank, 'int64'), places, 1);
  return slice(table, 1, 0, n);
}
