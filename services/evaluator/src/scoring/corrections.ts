import type { Correction__Output } from '@optical/contracts/evaluator';
import { benjaminiHochberg, holm } from '@optical/evaluation';
import type { StudySetup } from '@optical/evaluation';

export type CorrectionName = StudySetup['correction'];

const corrections = {
  CORRECTION_UNSPECIFIED: 'holm',
  CORRECTION_HOLM: 'holm',
  CORRECTION_BENJAMINI_HOCHBERG: 'benjamini-hochberg',
  CORRECTION_NONE: 'none',
} as const satisfies Record<Correction__Output, CorrectionName>;

export const readCorrection = (given: Correction__Output): CorrectionName => corrections[given];

/** Adjusted p-values, in the order given. */
export function correct(pValues: readonly number[], correction: CorrectionName): readonly number[] {
  if (correction === 'none') return pValues;
  return correction === 'holm' ? holm(pValues) : benjaminiHochberg(pValues);
}
