import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as g from '../src/index.ts';
import type { Value } from '../src/index.ts';
import { difference, random, runOnnx } from './onnxruntime.ts';

const rows = 6;
const width = 3;

function example() {
  const graph = g.createGraph();
  const table = g.input(graph, 'table', 'float32', [rows, width]);
  const queries = g.input(graph, 'queries', 'int64', [2, 4]);
  const words = g.input(graph, 'words', 'int64', [5]);
  const looked = g.mul(g.reduceSum(g.gather(table, queries), 1), g.reduceMean(g.exp(g.gather(table, words))));
  const draw = random(5);
  const feeds = {
    table: Array.from({ length: rows * width }, draw),
    queries: [1, 1, 3, 5, 3, 1, 1, 0],
    words: [5, 5, 5, 2, 1],
  };
  return { table, inputs: [table, queries, words], loss: g.reduceSum(g.square(looked)), feeds };
}

describe('row-sparse gradients of a table', () => {
  const { table, inputs, loss, feeds } = example();
  const [sparse] = g.rowGradients(loss, [table]).sparse;
  const [dense] = g.gradients(loss, [table]);
  const coalesced = g.coalesce(sparse!, rows);
  const outputs: Readonly<Record<string, Value>> = { again: g.toDense(sparse!, rows), ...coalesced };

  it('are the dense gradient when their rows are summed', () => {
    const [expected, again] = g.evaluate([dense!, outputs.again!], feeds);
    assert.ok(difference(again!, expected!) < 1e-12);
    assert.ok(expected!.data.slice(4 * width, 5 * width).every((x) => x === 0));
  });

  it('are the same in onnxruntime', async () => {
    const actual = await runOnnx(g.toOnnx({ again: outputs.again! }), inputs, feeds);
    const [expected] = g.evaluate([outputs.again!], feeds);
    assert.ok(difference(actual.again!, expected!) < 1e-5);
  });

  it('lose nothing where two threads of onnxruntime sum many rows of few indices', async () => {
    const [n, wide] = [4096, 64];
    const graph = g.createGraph();
    const indices = g.input(graph, 'indices', 'int64', [n]);
    const ones = g.input(graph, 'ones', 'float32', [n, wide]);
    const feed = { indices: Array.from({ length: n }, (_, i) => i % 3), ones: new Float32Array(n * wide).fill(1) };
    const model = g.toOnnx({ sums: g.toDense({ indices, rows: ones }, 3) });
    const { sums } = await runOnnx(model, [indices, ones], feed, 2);
    assert.deepEqual(
      [0, wide, 2 * wide].map((place) => sums!.data[place]),
      [1366, 1365, 1365],
    );
    assert.equal(
      g.toNumbers(sums!).reduce((a, b) => a + b),
      n * wide,
    );
  });

  it('have the norm of the dense gradient once each sum is counted at one place', () => {
    const norms = g.evaluate([g.reduceSumSquare(dense!), g.reduceSumSquare(coalesced.distinct)], feeds);
    assert.ok(Math.abs(norms[0]!.data[0]! - norms[1]!.data[0]!) < 1e-9);
  });

  it('repeat the sum at each place of an index', () => {
    const [indices, sums] = g.evaluate([coalesced.indices, coalesced.rows], feeds);
    const rowsOf = (index: number): string[] =>
      [...indices!.data].flatMap((at, place) =>
        at === index ? [sums!.data.subarray(place * width, (place + 1) * width).join()] : [],
      );
    assert.equal(rowsOf(1).length, 5);
    assert.equal(new Set(rowsOf(1)).size, 1);
  });

  it('are refused for a table that is also read as a whole', () => {
    assert.throws(() => g.rowGradients(g.add(loss, g.reduceSum(table)), [table]), /ReduceSum \S+ reads it as a whole/);
  });

  it('are refused for a table that the loss does not read', () => {
    const other = g.input(table.graph, 'other', 'float32', [rows, width]);
    assert.throws(() => g.rowGradients(loss, [other]), /the loss does not depend on the table/);
  });
});
