import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { solveBatch, uniformBatch } from '../../test/support/batch.ts';
import type { Batch, Solver } from '../../test/support/batch.ts';
import { randomNumbers } from '../../test/support/numbers.ts';
import { annealedEpsilon, constantEpsilon, ipot, reference, sinkhorn, unbalancedSinkhorn } from '../index.ts';

const [size, rows, columns] = [10_000, 6, 5];

/**
 * 10,000 problems of random size, mass and cost: magnitudes from 1e-30 to 1e30, one entry far from all others, few
 * distinct values, costs around a large level. Masked costs are NaN. `smallest` and `largest` bound the costs.
 */
function extremeBatch(smallest: number, largest: number): Batch {
  const random = randomNumbers(2024);
  const spread = Math.log10(largest / 1e-30);
  const magnitudes = Array.from({ length: size }, () => 10 ** (random() * spread - 30));
  const styles: readonly ((magnitude: number) => number)[] = [
    (magnitude) => magnitude * (2 * random() - 1),
    (magnitude) => (random() < 0.05 ? magnitude : random()),
    (magnitude) => magnitude * Math.floor(3 * random()),
    (magnitude) => magnitude + 1e-3 * random(),
    () => 10 ** (random() * spread - 30),
  ];
  const masses = (positions: number): Float32Array =>
    Float32Array.from(
      Array.from({ length: size }, () => {
        const mask = Array.from({ length: positions }, () => (random() < 0.8 ? 1 : 0));
        return [
          ...reference.weightedMarginal(
            mask,
            mask.map(() => 10 ** (-6 * random())),
          ),
        ];
      }).flat(),
    );
  const [a, b] = [masses(rows), masses(columns)];
  const perPair = rows * columns;
  const batch = uniformBatch(size, rows, columns, (index) => {
    const [pair, k] = [Math.floor(index / perPair), index % perPair];
    const masked = a[pair * rows + Math.floor(k / columns)] === 0 || b[pair * columns + (k % columns)] === 0;
    const cost = styles[pair % styles.length]!(magnitudes[pair]!);
    return masked ? NaN : Math.min(largest, Math.max(smallest, cost));
  });
  return { ...batch, a, b };
}

const solvers: readonly (readonly [
  name: string,
  solver: Solver,
  balanced: boolean,
  costs: readonly [number, number],
])[] = [
  [
    'log-domain Sinkhorn',
    (p) => sinkhorn(p, { schedule: constantEpsilon(0.01, 10), domain: 'log' }),
    true,
    [-1e30, 1e30],
  ],
  ['stabilised Sinkhorn', (p) => sinkhorn(p, { schedule: constantEpsilon(0.01, 25) }), true, [-1e30, 1e30]],
  [
    'annealed Sinkhorn',
    (p) => sinkhorn(p, { schedule: annealedEpsilon({ start: 10, target: 1e-4, decay: 0.3, iterations: 15 }) }),
    true,
    [-1e30, 1e30],
  ],
  [
    'kernel-domain Sinkhorn',
    (p) => sinkhorn(p, { schedule: constantEpsilon(0.05, 50), domain: 'kernel' }),
    true,
    [0, 2],
  ],
  ['IPOT', (p) => ipot(p), true, [-1e30, 1e30]],
  [
    'unbalanced Sinkhorn',
    (p) => unbalancedSinkhorn(p, { schedule: constantEpsilon(0.05, 10), relaxation: 1 }),
    false,
    [0, 1e30],
  ],
];

for (const [name, solver, balanced, costs] of solvers)
  describe(`${name} of 10,000 extreme problems`, () => {
    const batch = extremeBatch(...costs);
    const solution = solveBatch(batch, solver, 2);

    it('is finite throughout, without any fallback', async () => {
      const { plan, cost, residual, finite } = await solution;
      assert.ok([plan, cost, residual].every((values) => values.every(Number.isFinite)));
      assert.ok(plan.every((mass) => mass >= 0));
      assert.ok(finite.every((flag) => flag === 1));
    });

    it('moves exactly no mass at masked positions', async () => {
      const { plan } = await solution;
      assert.ok(plan.every((mass, k) => mass === 0 || !Number.isNaN(batch.cost[k]!)));
    });

    if (balanced)
      it('has the column marginals, and so all the mass', async () => {
        const { plan } = await solution;
        for (const [index, mass] of batch.b.entries()) {
          const [pair, j] = [Math.floor(index / columns), index % columns];
          const occupied = batch.a.subarray(pair * rows, (pair + 1) * rows).some((value) => value > 0);
          let sum = 0;
          for (let i = 0; i < rows; i++) sum += plan[(pair * rows + i) * columns + j]!;
          assert.ok(Math.abs(sum - (occupied ? mass : 0)) < 1e-5, `column ${j} of pair ${pair}: ${sum} for ${mass}`);
        }
      });
  });
