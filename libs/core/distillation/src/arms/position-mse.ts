import { mul, reduceSum, slice, square, sub } from '@optical/graph';
import type { Value } from '@optical/graph';
import { meanOverPairs, meanOverPositions, presence } from '../pairs/mean-over-pairs.ts';
import { readSide } from '../pairs/side.ts';
import { bothSides } from './arm.ts';
import type { Arm } from './arm.ts';

/**
 * Squared Euclidean distance of the vectors at equal positions, the mean over the positions that are scored on both
 * sides. It takes word order to be the same in both languages.
 */
export function positionMse(): Arm {
  return {
    name: 'position-mse',
    reads: bothSides('scoringMask'),
    loss: ({ student, teacher }) => {
      const shared = Math.min(student.vectors.shape[1] as number, teacher.vectors.shape[1] as number);
      const begin = (x: Value): Value => slice(x, 1, 0, shared);
      const mask = mul(begin(readSide(student, 'scoringMask')), begin(readSide(teacher, 'scoringMask')));
      const distances = reduceSum(square(sub(begin(student.vectors), begin(teacher.vectors))), 2);
      return { loss: meanOverPairs(meanOverPositions(distances, mask), presence(mask)) };
    },
  };
}
