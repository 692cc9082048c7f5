import { add, mul, reduceMin, sub, unsqueeze } from '@optical/graph';
import type { Value } from '@optical/graph';
import { cosineGeometry } from '@optical/transport';
import type { GreedySettings } from '../objective/settings.ts';
import { meanOverPairs, meanOverPositions } from '../pairs/mean-over-pairs.ts';
import { scoredPairs } from '../pairs/scored-pairs.ts';
import { bothSides } from './arm.ts';
import type { Arm } from './arm.ts';

/** Added to the cost of positions that are not scored: above any cosine cost. */
const excluded = 4;

/**
 * Cosine cost of each scored student position and its nearest scored teacher position, the mean over positions; with
 * `symmetric`, averaged with that of the other direction. Li et al. 2022 (DR.DECR), https://arxiv.org/abs/2112.08185
 */
export function greedy({ symmetric = false }: GreedySettings = {}): Arm {
  return {
    name: 'greedy',
    reads: bothSides('scoringMask'),
    loss: (pairs) => {
      const { student, teacher, present } = scoredPairs(pairs);
      const { cost } = cosineGeometry(student.vectors, teacher.vectors, { normalized: true });
      const forward = meanOverPositions(nearest(cost, unsqueeze(teacher.mask, 1), 2), student.mask);
      const backward = (): Value => meanOverPositions(nearest(cost, unsqueeze(student.mask, 2), 1), teacher.mask);
      return { loss: meanOverPairs(symmetric ? mul(add(forward, backward()), 0.5) : forward, present) };
    },
  };
}

/** Least cost along an axis among the positions whose mask is 1. */
function nearest(cost: Value, mask: Value, axis: number): Value {
  return reduceMin(add(cost, mul(sub(1, mask), excluded)), axis);
}
