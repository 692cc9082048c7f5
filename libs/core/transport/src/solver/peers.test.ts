import { describe, it } from 'node:test';
import { batchOf, interpretBatch, planOf, solveBatch } from '../../test/support/batch.ts';
import type { Solved, Solver } from '../../test/support/batch.ts';
import { assertClose } from '../../test/support/numbers.ts';
import { peerProblems, problemOf } from '../../test/support/peer-solutions.ts';
import type { PeerProblem } from '../../test/support/peer-solutions.ts';
import { constantEpsilon, ipot, sinkhorn, unbalancedSinkhorn } from '../index.ts';

/** All fixture problems at once: of different sizes, so most are padded. */
const batch = batchOf(peerProblems.map(problemOf));

function assertPlans(solved: Solved, expected: (peer: PeerProblem) => readonly number[]): void {
  for (const [pair, peer] of peerProblems.entries()) {
    const padded = planOf(solved, batch, pair);
    const plan = padded.filter((_, k) => k % batch.columns < peer.columns && k < peer.rows * batch.columns);
    assertClose(plan, expected(peer), 1e-5, `plan of pair ${pair}`);
  }
}

describe('the graphs of the solvers', () => {
  for (const domain of ['log', 'stabilised', 'kernel'] as const)
    it(`agree with POT on entropic plans in the ${domain} domain`, async () => {
      const wide: Solver = (problem) => sinkhorn(problem, { schedule: constantEpsilon(0.1, 50), domain });
      const sharp: Solver = (problem) => sinkhorn(problem, { schedule: constantEpsilon(0.05, 300), domain });
      assertPlans(interpretBatch(batch, wide, 2), (peer) => peer.sinkhorn[0]!.plan);
      assertPlans(await solveBatch(batch, wide, 2), (peer) => peer.sinkhorn[0]!.plan);
      assertPlans(await solveBatch(batch, sharp, 2), (peer) => peer.sinkhorn[1]!.plan);
    });

  it('agree with POT on unbalanced plans', async () => {
    for (const [index, { epsilon, relaxation }] of peerProblems[0]!.unbalanced.entries()) {
      const solver: Solver = (problem) =>
        unbalancedSinkhorn(problem, { schedule: constantEpsilon(epsilon, 60), relaxation });
      assertPlans(interpretBatch(batch, solver), (peer) => peer.unbalanced[index]!.plan);
      assertPlans(await solveBatch(batch, solver), (peer) => peer.unbalanced[index]!.plan);
    }
  });

  it('agree with the proximal point algorithm in NumPy', async () => {
    for (const [index, { beta, outer, inner }] of peerProblems[0]!.ipot.entries()) {
      const solver: Solver = (problem) => ipot(problem, { beta, outerIterations: outer, innerIterations: inner });
      assertPlans(interpretBatch(batch, solver), (peer) => peer.ipot[index]!.plan);
      assertPlans(await solveBatch(batch, solver), (peer) => peer.ipot[index]!.plan);
    }
  });
});
