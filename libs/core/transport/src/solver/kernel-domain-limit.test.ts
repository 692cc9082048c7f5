import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createGraph, exp, input, tensor } from '@optical/graph';
import { pairOf, planOf, solveBatch, uniformBatch } from '../../test/support/batch.ts';
import type { Batch } from '../../test/support/batch.ts';
import { assertClose, randomNumbers } from '../../test/support/numbers.ts';
import { runModel } from '../../test/support/run-model.ts';
import { constantEpsilon, costGeometry, largestKernelExponent, linearProblem, reference, sinkhorn } from '../index.ts';
import { balancedLogKernel } from '../problem/log-kernel.ts';
import { supportOf } from '../problem/support.ts';

import { scaleKernel } from './kernel-domain.ts';

const iterations = 60;
const schedule = constantEpsilon(1, iterations);

/**
 * Costs of the full allowed range at epsilon 1, in the patterns that stretch the scalings most (few cheap entries, one
 * dear column or row, staircases, blocks), beside random ones; and marginals of very different masses.
 */
function hardBatch(size: number, positions: number): Batch {
  const random = randomNumbers(7);
  const patterns: readonly ((i: number, j: number) => boolean)[] = [
    () => random() < 0.5,
    () => random() < 0.1,
    (i, j) => i === j,
    (i, j) => j === 0 || i === j,
    (i, j) => i <= j,
    (_, j) => j > 0,
    (i) => i > 0,
    (i, j) => i < positions / 2 === j < positions / 2,
  ];
  const batch = uniformBatch(size, positions, positions, (index) => {
    const [pair, i, j] = [
      Math.floor(index / positions ** 2),
      Math.floor(index / positions) % positions,
      index % positions,
    ];
    const pattern = patterns[pair % (patterns.length + 1)];
    return pattern === undefined ? random() * largestKernelExponent : pattern(i, j) ? 0 : largestKernelExponent;
  });
  const masses = (): Float32Array =>
    Float32Array.from(
      Array.from({ length: size }, () => {
        const weights = Array.from({ length: positions }, () => 10 ** (-4 * random()));
        return [...reference.weightedMarginal(new Uint8Array(positions).fill(1), weights)];
      }).flat(),
    );
  return { ...batch, a: masses(), b: masses() };
}

const batch = hardBatch(180, 8);

describe('kernel-domain Sinkhorn at the largest allowed cost range', () => {
  it('computes the iterates of float64', async () => {
    const solved = await solveBatch(
      batch,
      (problem) => sinkhorn(problem, { schedule, domain: 'kernel' }),
      largestKernelExponent,
    );
    for (let pair = 0; pair < batch.size; pair++) {
      const { plan, residual } = reference.sinkhorn(pairOf(batch, pair), { schedule });
      assertClose(planOf(solved, batch, pair), plan.values, 1e-5, `plan of pair ${pair}`);
      assertClose([solved.residual[pair]!], [residual], 1e-5, `residual of pair ${pair}`);
      assert.equal(solved.finite[pair], 1);
    }
  });

  it('keeps its scalings within the proven bounds', async () => {
    const { u, v } = await scalings(batch);
    const [r, slack] = [largestKernelExponent, 1e-3];
    for (const [k, value] of u.entries()) {
      const exponent = Math.log(value / batch.a[k]!);
      assert.ok(exponent > -r - slack && exponent < 2 * r + slack, `log(u / a) = ${exponent}`);
    }
    for (const [k, value] of v.entries()) {
      const exponent = Math.log(value / batch.b[k]!);
      assert.ok(Math.abs(exponent) < r + slack, `log(v / b) = ${exponent}`);
    }
  });

  it('is flagged, and falls back, far beyond that range', async () => {
    const dearColumn = uniformBatch(1, 3, 3, (index) => (index % 3 === 0 ? 5 * largestKernelExponent : 0));
    const brokenPromise = largestKernelExponent;
    const solved = await solveBatch(
      dearColumn,
      (problem) => sinkhorn(problem, { schedule, domain: 'kernel' }),
      brokenPromise,
    );
    assert.deepEqual([...solved.finite], [0]);
    assertClose(solved.plan, new Float64Array(9).fill(1 / 9), 1e-7);
    const stabilised = await solveBatch(dearColumn, (problem) => sinkhorn(problem, { schedule }));
    assert.deepEqual([...stabilised.finite], [1]);
  });
});

describe('the choice of a domain', () => {
  const problem = (range: number) => {
    const graph = createGraph();
    const [a, b] = [input(graph, 'a', 'float32', [1, 2]), input(graph, 'b', 'float32', [1, 2])];
    return { graph, problem: linearProblem(costGeometry(input(graph, 'C', 'float32', [1, 2, 2]), range), a, b) };
  };
  const takesLogarithms = (range: number, epsilons: readonly number[]): boolean => {
    const { graph, problem: built } = problem(range);
    sinkhorn(built, { schedule: epsilons });
    return graph.nodes.some(({ operator }) => operator === 'Log');
  };

  it('is the kernel domain for one epsilon in its safe region, else the stabilised one', () => {
    assert.equal(takesLogarithms(2, [0.05, 0.05]), false);
    assert.equal(takesLogarithms(2, [0.049, 0.049]), true);
    assert.equal(takesLogarithms(2, [0.1, 0.05]), true);
    assert.equal(takesLogarithms(Infinity, [1]), true);
  });

  it('refuses the kernel domain outside its safe region', () => {
    const refuse = (range: number, epsilons: readonly number[], message: RegExp): void => {
      assert.throws(() => sinkhorn(problem(range).problem, { schedule: epsilons, domain: 'kernel' }), {
        kind: 'invalid-argument',
        message,
      });
    };
    refuse(2, [0.04], /range 2 is more than 40 times epsilon 0\.04/);
    refuse(2, [1, 0.5], /more than one epsilon/);
  });

  it('refuses an epsilon that float32 cannot divide by', () => {
    assert.throws(() => sinkhorn(problem(2).problem, { schedule: [1e-7] }), {
      kind: 'invalid-argument',
      message: /1e-7/,
    });
  });
});

async function scalings({ size, rows, columns, cost, a, b }: Batch) {
  const graph = createGraph();
  const problem = linearProblem(
    costGeometry(input(graph, 'C', 'float32', [size, rows, columns])),
    input(graph, 'a', 'float32', [size, rows]),
    input(graph, 'b', 'float32', [size, columns]),
  );
  const support = supportOf(problem);
  const { u, v } = scaleKernel(exp(balancedLogKernel(support)(1)), support.b, support, { iterations });
  const results = await runModel(
    { u, v },
    {
      C: tensor('float32', [size, rows, columns], cost),
      a: tensor('float32', [size, rows], a),
      b: tensor('float32', [size, columns], b),
    },
  );
  return { u: results.u!, v: results.v! };
}
