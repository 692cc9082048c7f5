import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { batchOf, interpretBatch, pairOf, planOf, solveBatch, uniformBatch } from '../../test/support/batch.ts';
import type { Batch, Solver } from '../../test/support/batch.ts';
import { assertClose, randomNumbers } from '../../test/support/numbers.ts';
import { annealedEpsilon, assign, constantEpsilon, ipot, reference, sinkhorn, unbalancedSinkhorn } from '../index.ts';

const random = randomNumbers(5);

/** Costs between random unit vectors of 64 dimensions, and texts of 4 to 12 of 12 positions. */
const texts = batchOf(
  Array.from({ length: 40 }, (_, pair) => {
    const vectors = () =>
      reference.matrixOf(
        12,
        64,
        Array.from({ length: 12 * 64 }, () => random() + random() - 1),
      );
    const mask = (length: number) => Array.from({ length: 12 }, (_, i) => (i < length ? 1 : 0));
    return {
      cost: reference.cosineCost(vectors(), vectors()),
      a: reference.weightedMarginal(
        mask(4 + (pair % 9)),
        Array.from({ length: 12 }, () => 1 + 5 * random()),
      ),
      b: reference.maskedMarginal(mask(12 - (pair % 7))),
    };
  }),
);
const schedule = constantEpsilon(0.1, 50);
const domains = ['log', 'stabilised', 'kernel'] as const;

for (const domain of domains)
  describe(`Sinkhorn in the ${domain} domain`, () => {
    const solver: Solver = (problem) => sinkhorn(problem, { schedule, domain });

    it('meets the marginals of cosine costs to 1e-4 and agrees with float64', async () => {
      const solved = await solveBatch(texts, solver, 2);
      assert.ok(solved.residual.every((residual) => residual < 1e-4));
      for (let pair = 0; pair < texts.size; pair++) {
        const expected = reference.sinkhorn(pairOf(texts, pair), { schedule });
        assertClose(planOf(solved, texts, pair), expected.plan.values, 1e-6);
        assertClose([solved.cost[pair]!, solved.residual[pair]!], [expected.cost, expected.residual], 2e-6);
      }
      assertClose(interpretBatch(texts, solver, 2).plan, solved.plan, 1e-6);
    });

    it('permutes the plan as the positions are permuted', async () => {
      const solved = await solveBatch(texts, solver, 2);
      const mirrored = await solveBatch(reversed(texts), solver, 2);
      assertClose(mirrored.plan.toReversed(), solved.plan, 1e-6);
      assertClose(mirrored.cost.toReversed(), solved.cost, 1e-6);
    });

    it('becomes the outer product of the marginals as epsilon grows', async () => {
      const { plan } = await solveBatch(texts, (problem) => sinkhorn(problem, { schedule: [1e6, 1e6], domain }), 2);
      const outer = Array.from({ length: texts.size }, (_, pair) => {
        const { a, b } = pairOf(texts, pair);
        return Array.from(a, (x) => Array.from(b, (y) => x * y));
      });
      assertClose(plan, outer.flat(2), 1e-6);
    });
  });

describe('the limit of exact transport', () => {
  const squares = uniformBatch(20, 8, 8, () => 2 * random());
  const exact = Array.from({ length: squares.size }, (_, pair) => assign(pairOf(squares, pair).cost).cost / 8);
  const solvers: Readonly<Record<string, Solver>> = {
    'annealed Sinkhorn': (problem) =>
      sinkhorn(problem, { schedule: annealedEpsilon({ start: 1, target: 5e-3, decay: 0.95, iterations: 250 }) }),
    IPOT: (problem) => ipot(problem, { outerIterations: 150 }),
  };
  for (const [name, solver] of Object.entries(solvers))
    it(`is reached by ${name}, at the cost of the Hungarian assignment`, async () => {
      const { cost, residual } = await solveBatch(squares, solver, 2);
      for (const [pair, assigned] of exact.entries())
        assert.ok(Math.abs(cost[pair]! - assigned) < 5e-3 * Math.log(8) + 2 * residual[pair]!);
    });
});

describe('pairs without a usable plan', () => {
  const problem = (values: number[], a: number[], b: number[]): reference.LinearProblem => ({
    cost: reference.matrixOf(2, 2, values),
    a: Float64Array.from(a),
    b: Float64Array.from(b),
  });
  const batch = batchOf([
    problem([0.1, 0.9, 0.8, 0.3], [0.5, 0.5], [0.5, 0.5]),
    problem([NaN, NaN, NaN, NaN], [0, 0], [0.5, 0.5]),
    problem([NaN, 1, 1, 1], [0.5, 0.5], [0.25, 0.75]),
    problem([NaN, NaN, NaN, NaN], [0, 0], [0, 0]),
  ]);
  const solvers: Readonly<Record<string, Solver>> = {
    ...Object.fromEntries(
      domains.map((domain) => [domain, (p) => sinkhorn(p, { schedule, domain })] as [string, Solver]),
    ),
    ipot: (p) => ipot(p),
    unbalanced: (p) => unbalancedSinkhorn(p, { schedule, relaxation: 1 }),
  };
  for (const [name, solver] of Object.entries(solvers)) {
    it(`cost nothing if they are masked as a whole (${name})`, async () => {
      const { plan, cost, residual, finite } = await solveBatch(batch, solver, 2);
      for (const pair of [1, 3]) {
        assert.deepEqual([...plan.subarray(4 * pair, 4 * pair + 4)], [0, 0, 0, 0]);
        assert.deepEqual([cost[pair], residual[pair], finite[pair]], [0, 0, 1]);
      }
    });

    it(`fall back to the outer product and are flagged if a cost is not finite, and leave the others alone (${name})`, async () => {
      const { plan, finite, residual } = await solveBatch(batch, solver, 2);
      assertClose([residual[2]!], [0], 1e-6);
      assertClose(plan.subarray(8, 12), [0.125, 0.375, 0.125, 0.375], 1e-7);
      assert.deepEqual([...finite], [1, 1, 0, 1]);
      const alone = await solveBatch(batchOf([pairOf(batch, 0)]), solver, 2);
      assertClose(plan.subarray(0, 4), alone.plan, 0);
    });
  }
});

function reversed(batch: Batch): Batch {
  return {
    ...batch,
    cost: batch.cost.toReversed(),
    a: batch.a.toReversed(),
    b: batch.b.toReversed(),
  };
}
