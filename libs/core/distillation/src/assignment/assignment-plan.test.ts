import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createGraph, evaluate, input, toOnnx } from '@optical/graph';
import type { Graph } from '@optical/graph';
import { assign } from '@optical/transport';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { assignmentPlan } from './assignment-plan.ts';

interface Batch {
  readonly pairs: number;
  readonly rows: number;
  readonly columns: number;
  readonly cost: Float32Array;
  readonly rowMask: Float32Array;
  readonly columnMask: Float32Array;
}

function planOf(graph: Graph, { pairs, rows, columns }: Batch) {
  return assignmentPlan(
    input(graph, 'cost', 'float32', [pairs, rows, columns]),
    input(graph, 'rowMask', 'float32', [pairs, rows]),
    input(graph, 'columnMask', 'float32', [pairs, columns]),
  );
}

async function runOnnx(batch: Batch): Promise<Float32Array> {
  const { pairs, rows, columns, cost, rowMask, columnMask } = batch;
  const model = toOnnx({ plan: planOf(createGraph(), batch) });
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  try {
    const { plan } = await session.run({
      cost: new Tensor('float32', cost, [pairs, rows, columns]),
      rowMask: new Tensor('float32', rowMask, [pairs, rows]),
      columnMask: new Tensor('float32', columnMask, [pairs, columns]),
    });
    return plan!.data as Float32Array;
  } finally {
    await session.release();
  }
}

/** Checks every pair of a batch: one-to-one, between positions that count, and as cheap as the host's assignment. */
function assertOptimal(plan: ArrayLike<number>, { pairs, rows, columns, cost, rowMask, columnMask }: Batch): void {
  for (let pair = 0; pair < pairs; pair++) {
    const size = rows * columns;
    const values = cost.subarray(pair * size, (pair + 1) * size);
    const masks = {
      rowMask: rowMask.subarray(pair * rows, (pair + 1) * rows),
      columnMask: columnMask.subarray(pair * columns, (pair + 1) * columns),
    };
    const best = assign({ rows, columns, values }, masks);
    const moved = Array.from({ length: size }, (_, k) => plan[pair * size + k]!);
    const matched = moved.flatMap((mass, k) => (mass > 0 ? [k] : []));
    assert.equal(matched.length, best.matches);
    assert.equal(new Set(matched.map((k) => Math.floor(k / columns))).size, best.matches);
    assert.equal(new Set(matched.map((k) => k % columns)).size, best.matches);
    for (const k of matched) {
      assert.ok(masks.rowMask[Math.floor(k / columns)] === 1 && masks.columnMask[k % columns] === 1);
      assert.ok(Math.abs(moved[k]! - 1 / best.matches) < 1e-6);
    }
    const total = matched.reduce((sum, k) => sum + values[k]!, 0);
    assert.ok(Math.abs(total - best.cost) < 1e-5, `${total} instead of ${best.cost}`);
  }
}

const bits = (size: number): fc.Arbitrary<Float32Array> =>
  fc.array(fc.integer({ min: 0, max: 1 }), { minLength: size, maxLength: size }).map((mask) => Float32Array.from(mask));

/** Few distinct costs, so that ties abound. */
const batches = fc
  .record({
    pairs: fc.integer({ min: 1, max: 3 }),
    rows: fc.integer({ min: 1, max: 5 }),
    columns: fc.integer({ min: 1, max: 5 }),
  })
  .chain((sizes) => {
    const { pairs, rows, columns } = sizes;
    const size = pairs * rows * columns;
    return fc.record({
      pairs: fc.constant(pairs),
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      cost: fc
        .array(fc.integer({ min: 0, max: 12 }), { minLength: size, maxLength: size })
        .map((costs) => Float32Array.from(costs, (x) => x / 6)),
      rowMask: bits(pairs * rows),
      columnMask: bits(pairs * columns),
    });
  });

/** Random costs from 0 to 2 (a linear congruential generator). */
function denseBatch(pairs: number, rows: number, columns: number): Batch {
  let state = 1;
  const draw = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const mask = (size: number): Float32Array => Float32Array.from({ length: size }, () => (draw() < 0.8 ? 1 : 0));
  return {
    pairs,
    rows,
    columns,
    cost: Float32Array.from({ length: pairs * rows * columns }, () => 2 * draw()),
    rowMask: mask(pairs * rows),
    columnMask: mask(pairs * columns),
  };
}

describe('the assignment inside a graph', () => {
  it('is an optimal one for any masks and ties, in the interpreter', () => {
    fc.assert(
      fc.property(batches, (batch) => {
        const { cost, rowMask, columnMask } = batch;
        const [plan] = evaluate([planOf(createGraph(), batch)], { cost, rowMask, columnMask });
        assertOptimal(plan!.data, batch);
      }),
    );
  });

  for (const [rows, columns] of [
    [24, 24],
    [30, 17],
    [13, 29],
  ] as const) {
    it(`is an optimal one for ${rows} x ${columns} positions in onnxruntime`, async () => {
      const batch = denseBatch(8, rows, columns);
      assertOptimal(await runOnnx(batch), batch);
    });
  }

  it('gives pairs with an empty side no mass', () => {
    const plan = planOf(createGraph(), { ...denseBatch(2, 2, 2) });
    const feeds = { cost: [0, 1, 1, 0, 0, 1, 1, 0], rowMask: [0, 0, 1, 1], columnMask: [1, 1, 0, 0] };
    assert.ok(evaluate([plan], feeds)[0]!.data.every((mass) => mass === 0));
  });
});
