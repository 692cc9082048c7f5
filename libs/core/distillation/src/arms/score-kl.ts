import { add, exp, mul, reduceSum, sub, transpose } from '@optical/graph';
import type { Value } from '@optical/graph';
import type { SoftmaxSettings } from '../objective/settings.ts';
import { meanOverPairs } from '../pairs/mean-over-pairs.ts';
import { scoredPairs } from '../pairs/scored-pairs.ts';
import { logShares } from '../scoring/log-shares.ts';
import { maxSim } from '../scoring/max-sim.ts';
import { bothSides } from './arm.ts';
import type { Arm } from './arm.ts';

/**
 * Kullback-Leibler divergence KL(teacher ‖ student) of the shares that the batch's English texts have for a text by their
 * MaxSim scores, where the teacher scores with its own vectors of the English original and the student with those of
 * the foreign text; with `symmetric`, averaged with that of the shares which the texts have for each English text.
 * Score distillation as in ColBERT-X: Yang et al. 2024 (Translate-Distill), https://arxiv.org/abs/2401.04810
 */
export function scoreKl({ temperature = 1, symmetric = false }: SoftmaxSettings = {}): Arm {
  return {
    name: 'score-kl',
    reads: bothSides('scoringMask'),
    loss: (pairs) => {
      const { student, teacher, present } = scoredPairs(pairs);
      const taught = maxSim(teacher, teacher);
      const learned = maxSim(student, teacher);
      const divergences = (p: Value, q: Value): Value =>
        divergence(logShares(p, present, temperature), logShares(q, present, temperature));
      const forward = divergences(taught, learned);
      if (!symmetric) return { loss: meanOverPairs(forward, present) };
      const backward = divergences(transpose(taught), transpose(learned));
      return { loss: meanOverPairs(mul(add(forward, backward), 0.5), present) };
    },
  };
}

/** Σ p (log p - log q) of each row, from logarithms. */
function divergence(logP: Value, logQ: Value): Value {
  return reduceSum(mul(exp(logP), sub(logP, logQ)), 1);
}
