import {
  add,
  and,
  argMin,
  cast,
  equal,
  full,
  gather,
  gatherElements,
  iota,
  less,
  minimum,
  mul,
  not,
  or,
  reshape,
  sub,
  unsqueeze,
  where,
  zeros,
} from '@optical/graph';
import type { Graph, Value } from '@optical/graph';

/** A batch of assignment problems with `columns` of at least as many columns as rows; all costs are read. */
export interface AssignmentProblem {
  readonly graph: Graph;
  readonly batch: number;
  readonly columns: number;
  /** float32 [batch * rows, columns] */
  readonly cost: Value;
  /** int64 [batch, columns]: the row of each column at the start, or -1. */
  readonly match: Value;
  /** int64 [batch, rows]: first the rows that are still to be matched. */
  readonly order: Value;
  /** int64 [batch, 1]: how many they are. */
  readonly count: Value;
}

/**
 * How far every pair has got. It is in the middle of Dijkstra's search for the shortest augmenting path from row
 * `order[turn]`; distances are of reduced costs `C_ij - v_j`, up to a constant for each search.
 */
export interface Search {
  /** int64 [batch, 1] */
  readonly turn: Value;
  /** int64 [batch, 1]: the row to go on from, reached through column `entry` at distance `travelled`. */
  readonly row: Value;
  readonly entry: Value;
  readonly travelled: Value;
  /** bool [batch, columns]: the columns on the way to that row. */
  readonly way: Value;
  /** float32 [batch, columns]: dual prices. */
  readonly price: Value;
  /** int64 [batch, columns]: the row of each column, or -1. */
  readonly match: Value;
  /** float32 [batch, columns], infinite where not reached. */
  readonly distance: Value;
  /** int64 [batch, columns]: the row before a reached column. */
  readonly previous: Value;
  /** uint8 [batch, columns, columns]: 1 for the columns before a reached column. */
  readonly ways: Value;
  /** bool [batch, columns]: not yet settled. */
  readonly open: Value;
}

export function startSearch({ graph, batch, columns, match, order }: AssignmentProblem): Search {
  const byColumn = [batch, columns];
  return {
    turn: zeros(graph, [batch, 1], 'int64'),
    row: gatherElements(order, zeros(graph, [batch, 1], 'int64'), 1),
    entry: zeros(graph, [batch, 1], 'int64'),
    travelled: zeros(graph, [batch, 1]),
    way: zeros(graph, byColumn, 'bool'),
    price: zeros(graph, byColumn),
    match,
    distance: full(graph, byColumn, Infinity),
    previous: zeros(graph, byColumn, 'int64'),
    ways: zeros(graph, [batch, columns, columns], 'uint8'),
    open: full(graph, byColumn, 1, 'bool'),
  };
}

/** Pairs whose rows are not all matched, bool [batch, 1]. */
export function isActive({ count }: AssignmentProblem, { turn }: Search): Value {
  return less(turn, count);
}

/**
 * Settles one column in the search of every pair. Where that column is free, the rows on the way to it move up by one
 * column each, prices are updated, and the search for the next row begins.
 */
export function advanceSearch(problem: AssignmentProblem, search: Search): Search {
  const { graph, batch, columns, cost, order } = problem;
  const { turn, row, entry, travelled, way, price, match, open } = search;
  const rows = order.shape[1] as number;

  const reduced = sub(rowOf(cost, row, rows), price);
  const reach = add(sub(reduced, gatherElements(reduced, entry, 1)), travelled);
  const shorter = and(open, less(reach, search.distance));
  const distance = where(shorter, reach, search.distance);
  const previous = where(shorter, row, search.previous);
  const ways = where(unsqueeze(shorter, 2), unsqueeze(cast(way, 'uint8'), 1), search.ways);

  const nearest = argMin(where(open, distance, Infinity), 1, { keepDims: true });
  const settled = equal(iota(graph, columns), nearest);
  const stillOpen = and(open, not(settled));
  const length = gatherElements(distance, nearest, 1);
  const owner = gatherElements(match, nearest, 1);
  const wayThere = or(cast(rowOf(reshape(ways, [batch * columns, columns]), nearest, columns), 'bool'), settled);

  const ends = and(less(owner, 0), isActive(problem, search));
  const nextTurn = add(turn, cast(ends, 'int64'));
  return {
    turn: nextTurn,
    row: where(ends, gatherElements(order, minimum(nextTurn, rows - 1), 1), owner),
    entry: nearest,
    travelled: length,
    way: and(wayThere, not(ends)),
    price: where(and(ends, not(stillOpen)), add(price, sub(distance, length)), price),
    match: where(and(ends, wayThere), previous, match),
    distance: where(ends, Infinity, distance),
    previous,
    ways,
    open: or(stillOpen, ends),
  };
}

/** Row `index` of every pair's table, [batch * rows, width] and [batch, 1] to [batch, width]. */
function rowOf(tables: Value, index: Value, rows: number): Value {
  const [batch, width] = [index.shape[0] as number, tables.shape[1]!];
  const first = reshape(mul(iota(tables.graph, batch), rows), [batch, 1]);
  return reshape(gather(tables, add(index, first)), [batch, width]);
}
