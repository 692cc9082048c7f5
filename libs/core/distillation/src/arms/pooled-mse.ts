import { pool } from '@optical/encoder';
import { reduceSum, square, sub } from '@optical/graph';
import { meanOverPairs } from '../pairs/mean-over-pairs.ts';
import { scoredPairs } from '../pairs/scored-pairs.ts';
import { bothSides } from './arm.ts';
import type { Arm } from './arm.ts';

/**
 * Squared Euclidean distance of the mean vectors of scored positions: Reimers and Gurevych 2020,
 * https://arxiv.org/abs/2004.09813, on vectors of length 1. Their MSE averages over the components and so is dims times
 * smaller; a sum is of the scale of the other objectives.
 */
export function pooledMse(): Arm {
  return {
    name: 'pooled-mse',
    reads: bothSides('scoringMask'),
    loss: (pairs) => {
      const { student, teacher, present } = scoredPairs(pairs);
      const difference = sub(pool(student.vectors, student.mask, 'mean'), pool(teacher.vectors, teacher.mask, 'mean'));
      return { loss: meanOverPairs(reduceSum(square(difference), 1), present) };
    },
  };
}
