import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { peerProblems } from '../../test/support/peer-solutions.ts';
import { assign } from './assign.ts';
import type { CostTable } from './shortest-augmenting-path.ts';

const cost = fc.double({ min: -1e3, max: 1e3, noNaN: true });
const table = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })).chain(([rows, columns]) =>
  fc.record({
    rows: fc.constant(rows),
    columns: fc.constant(columns),
    values: fc.array(cost, { minLength: rows * columns, maxLength: rows * columns }),
    rowMask: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: rows, maxLength: rows }),
    columnMask: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: columns, maxLength: columns }),
  }),
);

describe('exact assignment', () => {
  it('costs as little as the best of all assignments', () => {
    fc.assert(
      fc.property(table, ({ rowMask, columnMask, ...costs }) => {
        const best = leastCost(costs, ones(rowMask), ones(columnMask));
        assert.ok(Math.abs(assign(costs, { rowMask, columnMask }).cost - best) < 1e-9);
      }),
    );
  });

  it('gives prices that prove its optimality', () => {
    fc.assert(
      fc.property(table, ({ rowMask, columnMask, ...costs }) => {
        const { columnOfRow, u, v, cost: total } = assign(costs, { rowMask, columnMask });
        for (const i of ones(rowMask))
          for (const j of ones(columnMask)) {
            const reduced = costs.values[i * costs.columns + j]! - u[i]! - v[j]!;
            assert.ok(reduced > -1e-9);
            if (columnOfRow[i] === j) assert.ok(reduced < 1e-9);
          }
        assert.ok(Math.abs([...u, ...v].reduce((x, y) => x + y, 0) - total) < 1e-9);
      }),
    );
  });

  it('matches every unmasked position of the smaller side to a different one of the other', () => {
    fc.assert(
      fc.property(table, ({ rowMask, columnMask, ...costs }) => {
        const { columnOfRow, matches } = assign(costs, { rowMask, columnMask });
        const used = [...columnOfRow].filter((column) => column !== -1);
        assert.equal(matches, Math.min(ones(rowMask).length, ones(columnMask).length));
        assert.equal(new Set(used).size, matches);
        assert.ok(used.every((column) => columnMask[column] === 1));
        assert.ok([...columnOfRow].every((column, row) => column === -1 || rowMask[row] === 1));
      }),
    );
  });

  it('agrees with SciPy, and with exact transport between as many positions of equal mass', () => {
    for (const { rows, columns, cost: values, assignmentCost, exactCost, a, b } of peerProblems) {
      const { cost: total } = assign({ rows, columns, values });
      assert.ok(Math.abs(total - assignmentCost) < 1e-12);
      if (rows === columns && new Set([...a, ...b]).size === 1) assert.ok(Math.abs(total / rows - exactCost) < 1e-12);
    }
  });

  it('solves 256 x 256 costs with many ties, with dual values that sum to the cost', () => {
    const values = Float64Array.from({ length: 256 ** 2 }, (_, k) => (k * 7919) % 11);
    const { cost: total, u, v } = assign({ rows: 256, columns: 256, values });
    assert.equal(
      [...u, ...v].reduce((x, y) => x + y, 0),
      total,
    );
  });

  it('refuses a cost that is not finite unless it is masked', () => {
    const costs = { rows: 1, columns: 2, values: [NaN, 3] };
    assert.throws(() => assign(costs), { kind: 'invalid-argument', message: /cost\[0, 0\]: NaN/ });
    assert.equal(assign(costs, { columnMask: [0, 1] }).cost, 3);
    assert.throws(() => assign(costs, { columnMask: [1] }), { kind: 'invalid-argument', message: /columnMask/ });
    assert.throws(() => assign({ rows: 2, columns: 2, values: [1] }), { kind: 'invalid-argument', message: /values/ });
  });
});

function ones(mask: readonly number[]): number[] {
  return mask.flatMap((bit, k) => (bit === 1 ? [k] : []));
}

/** Tries all assignments of the smaller side. */
function leastCost(costs: CostTable, rows: readonly number[], columns: readonly number[]): number {
  const [row, ...others] = rows;
  if (row === undefined || columns.length === 0) return 0;
  const matched = columns.map(
    (column) =>
      costs.values[row * costs.columns + column]! +
      leastCost(
        costs,
        others,
        columns.filter((other) => other !== column),
      ),
  );
  const skipped = rows.length > columns.length ? [leastCost(costs, others, columns)] : [];
  return Math.min(...matched, ...skipped);
}
