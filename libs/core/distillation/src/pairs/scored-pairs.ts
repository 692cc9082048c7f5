import { mul } from '@optical/graph';
import type { Value } from '@optical/graph';
import { presence } from './mean-over-pairs.ts';
import { readSide } from './side.ts';
import type { Pairs, Side } from './side.ts';

/** Texts as late interaction reads them. */
export interface ScoredTexts {
  /** float32 [texts, positions, dims], rows of length 1. */
  readonly vectors: Value;
  /** float32 [texts, positions]: 1 for positions that are scored, else 0. */
  readonly mask: Value;
}

export interface ScoredPairs {
  readonly student: ScoredTexts;
  readonly teacher: ScoredTexts;
  /** float32 [pairs]: 1 where both sides have a scored position, else 0. */
  readonly present: Value;
}

/** For arms that read the scoring mask of both sides. */
export function scoredPairs(pairs: Pairs): ScoredPairs {
  const textsOf = (side: Side): ScoredTexts => ({ vectors: side.vectors, mask: readSide(side, 'scoringMask') });
  const [student, teacher] = [textsOf(pairs.student), textsOf(pairs.teacher)];
  return { student, teacher, present: mul(presence(student.mask), presence(teacher.mask)) };
}
