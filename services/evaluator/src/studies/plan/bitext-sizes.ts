import type { StudyCell } from '@optical/evaluation';

/** What the bitext of a language has for the students of a setting: pairs that are clean, fit, and are not held out. */
export interface BitextSizes {
  readonly language: string;
  readonly setting: string;
  /** By data set: the fewest with any of the study's seeds, so that a budget is shared out alike with all of them. */
  readonly pairs: Readonly<Record<string, number>>;
  /** Why no student can be trained on it, in words; unset where one can. */
  readonly problem?: string;
}

export const sizesOf = (
  sizes: readonly BitextSizes[],
  { language, setting }: Pick<StudyCell, 'language' | 'setting'>,
): BitextSizes | undefined => sizes.find((known) => known.language === language && known.setting === setting);

export const totalPairs = ({ pairs }: Pick<BitextSizes, 'pairs'>): number =>
  Object.values(pairs).reduce((sum, size) => sum + size, 0);
