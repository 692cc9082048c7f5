import { add, mul, transpose } from '@optical/graph';
import type { SoftmaxSettings } from '../objective/settings.ts';
import { meanOverPairs } from '../pairs/mean-over-pairs.ts';
import { scoredPairs } from '../pairs/scored-pairs.ts';
import { infoNce, logShares } from '../scoring/log-shares.ts';
import { maxSim } from '../scoring/max-sim.ts';
import { bothSides } from './arm.ts';
import type { Arm } from './arm.ts';

/**
 * InfoNCE over the MaxSim scores of the batch: each foreign text against its English original, the other originals of
 * the batch being the negatives; with `symmetric`, averaged with that of each original against the foreign texts, as in
 * Radford et al. 2021 (CLIP), https://arxiv.org/abs/2103.00020
 */
export function contrastive({ temperature = 1, symmetric = false }: SoftmaxSettings = {}): Arm {
  return {
    name: 'contrastive',
    reads: bothSides('scoringMask'),
    loss: (pairs) => {
      const { student, teacher, present } = scoredPairs(pairs);
      const scores = maxSim(student, teacher);
      const forward = infoNce(logShares(scores, present, temperature));
      if (!symmetric) return { loss: meanOverPairs(forward, present) };
      const backward = infoNce(logShares(transpose(scores), present, temperature));
      return { loss: meanOverPairs(mul(add(forward, backward), 0.5), present) };
    },
  };
}
