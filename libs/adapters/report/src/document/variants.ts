import { variantBeside } from '@optical/evaluation';
import type { StudyCell, StudyResult, StudyVariant } from '@optical/evaluation';

/** Every setting with every budget, in the order of the study. */
export function variantsOf({ setup }: StudyResult): StudyVariant[] {
  return setup.settings.flatMap((setting) => setup.bitextBudgets.map((bitextBudget) => ({ setting, bitextBudget })));
}

/** What belongs to an arm in a language and a variant, or in the variant that stands beside that (`variantBeside`). */
export function ofVariant<T extends { arm: string; language: string } & StudyVariant>(
  { cells }: StudyResult,
  items: readonly T[],
  arm: string,
  language: string,
  variant: StudyVariant,
): T[] {
  const own = variantBeside(cells, arm, language, variant);
  return items.filter((item) => {
    const same = item.setting === own?.setting && item.bitextBudget === own.bitextBudget;
    return same && item.arm === arm && item.language === language;
  });
}

/** Why there is no result: the state of the cells, or that the study has none there. */
export function whyMissing(cells: readonly StudyCell[]): string {
  const states = new Set(cells.filter(({ state }) => state !== 'done').map(({ state }) => state));
  return states.size === 0 ? '—' : `missing (${[...states].join(', ')})`;
}
