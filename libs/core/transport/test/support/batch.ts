import { createGraph, evaluate, input, tensor } from '@optical/graph';
import type { Value } from '@optical/graph';
import { costGeometry, linearProblem, reference } from '../../src/index.ts';
import type { LinearProblem, TransportOutput } from '../../src/index.ts';
import { runModel } from './run-model.ts';

/** Problems of one padded size, float32. */
export interface Batch {
  readonly size: number;
  readonly rows: number;
  readonly columns: number;
  readonly cost: Float32Array;
  readonly a: Float32Array;
  readonly b: Float32Array;
}

export type Solver = (problem: LinearProblem) => TransportOutput;

/** The outputs of a solver for every pair of a batch. */
export interface Solved {
  readonly plan: Float64Array;
  readonly cost: Float64Array;
  readonly residual: Float64Array;
  readonly finite: Float64Array;
}

/** Stands at masked positions, where no cost may be read. */
const neverRead = NaN;

/** Pads problems at the end with masked positions. */
export function batchOf(problems: readonly reference.LinearProblem[]): Batch {
  const rows = Math.max(...problems.map(({ cost }) => cost.rows));
  const columns = Math.max(...problems.map(({ cost }) => cost.columns));
  const cost = new Float32Array(problems.length * rows * columns).fill(neverRead);
  const a = new Float32Array(problems.length * rows);
  const b = new Float32Array(problems.length * columns);
  for (const [pair, problem] of problems.entries()) {
    a.set(problem.a, pair * rows);
    b.set(problem.b, pair * columns);
    for (let i = 0; i < problem.cost.rows; i++)
      cost.set(
        problem.cost.values.subarray(i * problem.cost.columns, (i + 1) * problem.cost.columns),
        (pair * rows + i) * columns,
      );
  }
  return { size: problems.length, rows, columns, cost, a, b };
}

/** A batch of problems without masked positions and with uniform marginals, from one cost per entry. */
export function uniformBatch(size: number, rows: number, columns: number, cost: (index: number) => number): Batch {
  return {
    size,
    rows,
    columns,
    cost: Float32Array.from({ length: size * rows * columns }, (_, index) => cost(index)),
    a: new Float32Array(size * rows).fill(1 / rows),
    b: new Float32Array(size * columns).fill(1 / columns),
  };
}

/** One pair of a batch as a problem of the float64 reference, padding included. */
export function pairOf({ rows, columns, cost, a, b }: Batch, pair: number): reference.LinearProblem {
  const entries = cost.subarray(pair * rows * columns, (pair + 1) * rows * columns);
  return {
    cost: reference.matrixOf(rows, columns, entries),
    a: Float64Array.from(a.subarray(pair * rows, (pair + 1) * rows)),
    b: Float64Array.from(b.subarray(pair * columns, (pair + 1) * columns)),
  };
}

/** The plan of one pair, padded as in the batch. */
export function planOf({ plan }: Solved, { rows, columns }: Batch, pair: number): Float64Array {
  return plan.subarray(pair * rows * columns, (pair + 1) * rows * columns);
}

/** Solves a batch in onnxruntime on the CPU. `range` bounds the spread of the costs of a pair. */
export async function solveBatch(batch: Batch, solver: Solver, range?: number): Promise<Solved> {
  return (await runModel({ ...solvedValues(batch, solver, range) }, feedsOf(batch))) as unknown as Solved;
}

/** Evaluates the graph of a solver in float64. */
export function interpretBatch(batch: Batch, solver: Solver, range?: number): Solved {
  const { plan, cost, residual, finite } = solvedValues(batch, solver, range);
  const feeds = Object.fromEntries(Object.entries(feedsOf(batch)).map(([name, { data }]) => [name, data]));
  const results = evaluate([plan, cost, residual, finite], feeds as Record<string, Float32Array>);
  const [planArray, costArray, residualArray, finiteArray] = results.map(({ data }) => data);
  return { plan: planArray!, cost: costArray!, residual: residualArray!, finite: finiteArray! };
}

function solvedValues({ size, rows, columns }: Batch, solver: Solver, range?: number): Record<keyof Solved, Value> {
  const graph = createGraph();
  const geometry = costGeometry(input(graph, 'C', 'float32', [size, rows, columns]), range);
  const a = input(graph, 'a', 'float32', [size, rows]);
  const b = input(graph, 'b', 'float32', [size, columns]);
  const { plan, cost, residual, finite } = solver(linearProblem(geometry, a, b));
  return { plan, cost, residual, finite };
}

function feedsOf({ size, rows, columns, cost, a, b }: Batch) {
  return {
    C: tensor('float32', [size, rows, columns], cost),
    a: tensor('float32', [size, rows], a),
    b: tensor('float32', [size, columns], b),
  };
}
