import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as g from '../src/index.ts';
import { runOnnx } from './onnxruntime.ts';

const shape = [4, 64, 128];
const [rows, columns] = [256, 128];
const rate = 0.1;

const graph = g.createGraph();
const x = g.input(graph, 'x', 'float32', shape);
const seed = g.input(graph, 'seed', 'int32', []);
const step = g.input(graph, 'step', 'int32', []);
const key = g.randomKey(seed, step);
const dropped = g.dropout(x, rate, key, 'first');
const outputs = {
  dropped,
  other: g.dropout(x, rate, key, 'second'),
  bits: g.randomBits(shape, key, 'first'),
  gradient: g.gradients(g.reduceSum(dropped), [x])[0]!,
};
const model = g.toOnnx(outputs);
const ones = new Float32Array(rows * columns).fill(1);

async function run(seedValue: number, stepValue: number, threads = 1): Promise<Record<string, g.Tensor>> {
  return runOnnx(model, [x, seed, step], { x: ones, seed: [seedValue], step: [stepValue] }, threads);
}

/** Correlation of two masks, in standard deviations of what independent ones would give. */
function correlation(a: g.Tensor, b: g.Tensor): number {
  const [p, q] = [a, b].map((mask) => Float64Array.from(g.toNumbers(mask), (kept) => (kept === 0 ? rate - 1 : rate)));
  const covariance = p!.reduce((sum, u, i) => sum + u * q![i]!, 0) / p!.length;
  return (Math.abs(covariance) / (rate * (1 - rate))) * Math.sqrt(p!.length);
}

describe('dropout', () => {
  it('draws the same bits in onnxruntime, on one thread and two, as in the interpreter', async () => {
    const [expected] = g.evaluate([outputs.bits], { seed: 5, step: 3 });
    for (const threads of [1, 2]) {
      const { bits } = await run(5, 3, threads);
      assert.deepEqual(g.toNumbers(bits!), expected!.data);
    }
  });

  it('drops other elements for another seed, step or site', async () => {
    const first = await run(5, 3);
    const others = [(await run(6, 3)).dropped!, (await run(5, 4)).dropped!, (await run(3, 5)).dropped!, first.other!];
    for (const other of others)
      assert.ok(correlation(first.dropped!, other) < 4, String(correlation(first.dropped!, other)));
  });

  it('drops the given share of each row and column, and keeps the expected value', async () => {
    for (const stepValue of [0, 1, 2, 3]) {
      const kept = g.toNumbers((await run(0, stepValue)).dropped!).map((y) => Number(y !== 0));
      const sums = { rows: new Float64Array(rows), columns: new Float64Array(columns) };
      kept.forEach((one, i) => {
        sums.rows[Math.floor(i / columns)]! += one;
        sums.columns[i % columns]! += one;
      });
      for (const [counts, size] of [
        [sums.rows, columns],
        [sums.columns, rows],
      ] as const) {
        const variances = counts.map((count) => (count - size * (1 - rate)) ** 2 / (size * rate * (1 - rate)));
        const chiSquare = variances.reduce((a, b) => a + b);
        assert.ok(
          Math.abs(chiSquare - counts.length) < 5 * Math.sqrt(2 * counts.length),
          `χ² ${chiSquare} of ${counts.length}`,
        );
      }
    }
  });

  it('drops the corners of a rectangle independently', async () => {
    const scores = [];
    for (let seedValue = 0; seedValue < 40; seedValue++) {
      const mask = g.toNumbers((await run(seedValue, 1)).dropped!);
      const at = (row: number, column: number): number => (mask[row * columns + column] === 0 ? rate - 1 : rate);
      let sum = 0;
      for (let row = 0; row < rows; row += 2)
        for (let column = 0; column < columns; column += 2)
          sum += at(row, column) * at(row + 1, column) * at(row, column + 1) * at(row + 1, column + 1);
      scores.push(sum / ((rate * (1 - rate)) ** 2 * Math.sqrt((rows * columns) / 4)));
    }
    const spread = Math.sqrt(scores.reduce((sum, score) => sum + score ** 2, 0) / scores.length);
    assert.ok(spread < 1.5, `${spread} standard deviations`);
  });

  it('scales what it keeps, and passes the gradient where it kept', async () => {
    const { dropped: y, gradient } = await run(1, 1);
    assert.deepEqual(new Set(g.toNumbers(y!)), new Set([0, Math.fround(1 / 0.9)]));
    assert.deepEqual(gradient!.data, y!.data);
  });

  it('is the identity at rate 0 and refuses rates outside of [0, 1)', () => {
    assert.equal(g.dropout(x, 0, key, 'none'), x);
    assert.throws(() => g.dropout(x, 1, key, 'all'), /dropout all: the rate 1 is not in \[0, 1\)/);
  });
});
