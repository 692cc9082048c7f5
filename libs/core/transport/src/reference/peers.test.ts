import { describe, it } from 'node:test';
import { peerProblems, problemOf } from '../../test/support/peer-solutions.ts';
import { assertClose } from '../../test/support/numbers.ts';
import { constantEpsilon } from '../epsilon-schedule.ts';
import { ipot, sinkhorn, unbalancedSinkhorn } from './index.ts';

describe('the float64 reference', () => {
  it('agrees with POT on entropic plans', () => {
    for (const peer of peerProblems)
      for (const { epsilon, plan } of peer.sinkhorn) {
        const result = sinkhorn(problemOf(peer), { schedule: constantEpsilon(epsilon, 20_000), tolerance: 1e-12 });
        assertClose(result.plan.values, plan, 1e-8, `plan of epsilon ${epsilon}`);
      }
  });

  it('agrees with POT on unbalanced plans', () => {
    for (const peer of peerProblems)
      for (const { epsilon, relaxation, plan } of peer.unbalanced) {
        const result = unbalancedSinkhorn(problemOf(peer), { schedule: constantEpsilon(epsilon, 500), relaxation });
        assertClose(result.plan.values, plan, 1e-8, `plan of relaxation ${relaxation}`);
      }
  });

  it('agrees with the proximal point algorithm in NumPy', () => {
    for (const peer of peerProblems)
      for (const { beta, outer, inner, plan } of peer.ipot) {
        const result = ipot(problemOf(peer), { beta, outerIterations: outer, innerIterations: inner });
        assertClose(result.plan.values, plan, 1e-9, `plan of beta ${beta}`);
      }
  });
});
