import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createGraph, input } from '../graph/graph.ts';
import { evaluate } from '../reference/evaluate.ts';
import { tensor } from '../tensor/tensor.ts';
import { constant, scalar } from '../graph/constant.ts';
import { adamw, advance } from './adamw.ts';
import { rowMomentsAdamw } from './row-moments-adamw.ts';

const [rows, width] = [3, 2];
const options = { beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.1 };

/** Row 1 has a gradient in a few steps, row 0 in the first one, row 2 never. */
const touches: readonly (readonly number[])[] = [[0, 1], [1], [], [], [1], [], [], [], [], [1], [], []];
const gradientAt = (step: number, row: number, column: number): number => Math.sin(1 + step + 3 * row + 7 * column);

function denseAndByRows() {
  const graph = createGraph();
  const zeros = (shape: readonly number[]) =>
    constant(graph, tensor('float32', shape, new Array<number>(shape.reduce((a, b) => a * b, 1)).fill(0)));
  const start = input(graph, 'start', 'float32', [rows, width]);
  let dense = { parameter: start, moments: { first: zeros([rows, width]), second: zeros([rows, width]) } };
  let byRows = { parameter: start, moments: { ...dense.moments, touched: zeros([rows]) } };
  let weights = { first: scalar(graph, 0), second: scalar(graph, 0) };
  const learningRate = scalar(graph, 0.01);
  const parameters = touches.map((touched, step) => {
    weights = advance(weights, options);
    const shared = { weights, learningRate, gradientScale: scalar(graph, 0.5) };
    const full = Array.from({ length: rows * width }, (_, i) => {
      const [row, column] = [Math.floor(i / width), i % width];
      return touched.includes(row) ? gradientAt(step, row, column) : 0;
    });
    dense = adamw(
      dense.parameter,
      constant(graph, tensor('float32', [rows, width], full)),
      dense.moments,
      shared,
      options,
    );
    // A row without gradient may be among the read ones: it is row 2 in steps that touch nothing.
    const read = touched.length === 0 ? [2] : touched;
    const values = read.flatMap((row) => full.slice(row * width, (row + 1) * width));
    const gradient = {
      indices: constant(graph, tensor('int64', [read.length], read)),
      rows: constant(graph, tensor('float32', [read.length, width], values)),
      distinct: constant(graph, tensor('float32', [read.length, width], values)),
    };
    byRows = rowMomentsAdamw(
      byRows.parameter,
      gradient,
      byRows.moments,
      { ...shared, completed: scalar(graph, step) },
      options,
    );
    return { dense: dense.parameter, byRows: byRows.parameter };
  });
  return { graph, parameters, learningRate };
}

describe('AdamW whose moments of rows decay when they are read', () => {
  it('has the parameters of AdamW after every step', () => {
    const { parameters } = denseAndByRows();
    const values = evaluate(
      parameters.flatMap(({ dense, byRows }) => [dense, byRows]),
      { start: [1, -1, 0.5, 2, 3, -2] },
    );
    parameters.forEach((_, step) => {
      const [dense, byRows] = values.slice(2 * step, 2 * step + 2);
      dense!.data.forEach((x, place) => {
        assert.ok(Math.abs(x - byRows!.data[place]!) < 1e-7, `step ${step}: ${x} and ${byRows!.data[place]!}`);
      });
    });
  });

  it('is refused for decays that would leave float32', () => {
    const { graph, learningRate } = denseAndByRows();
    const table = input(graph, 'table', 'float32', [rows, width]);
    const column = input(graph, 'column', 'float32', [rows]);
    const indices = constant(graph, tensor('int64', [1], [0]));
    const row = input(graph, 'row', 'float32', [1, width]);
    const weights = { first: learningRate, second: learningRate };
    for (const [beta1, beta2] of [
      [0.9, 0.5],
      [0, 0],
    ] as const) {
      assert.throws(
        () =>
          rowMomentsAdamw(
            table,
            { indices, rows: row, distinct: row },
            { first: table, second: table, touched: column },
            { weights, learningRate, completed: learningRate },
            { beta1, beta2 },
          ),
        /beta1 0.* squared must not exceed beta2 0/,
      );
    }
  });
});
