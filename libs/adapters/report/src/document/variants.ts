import type { StudyCell, StudyResult } from '@optical/evaluation';

/** A setting and a bitext budget of a study. */
export interface Variant {
  readonly setting: string;
  readonly bitextBudget: number;
}

/** Every setting with every budget, in the order of the study. */
export function variantsOf({ setup }: StudyResult): Variant[] {
  return setup.settings.flatMap((setting) => setup.bitextBudgets.map((bitextBudget) => ({ setting, bitextBudget })));
}

/**
 * What belongs to an arm in a language and variant: the items of that setting and budget, or those that there are where
 * the arm does not vary with it (reference arms are scored once).
 */
export function ofVariant<T extends { arm: string; language: string } & Variant>(
  items: readonly T[],
  arm: string,
  language: string,
  variant: Variant,
): T[] {
  let found = items.filter((item) => item.arm === arm && item.language === language);
  for (const key of ['setting', 'bitextBudget'] as const) {
    const values = new Set(found.map((item) => item[key]));
    if (values.size !== 1 || values.has(variant[key])) found = found.filter((item) => item[key] === variant[key]);
  }
  return found;
}

/** Why there is no result: the state of the cells, or that the study has none there. */
export function whyMissing(cells: readonly StudyCell[]): string {
  const states = new Set(cells.filter(({ state }) => state !== 'done').map(({ state }) => state));
  return states.size === 0 ? '—' : `missing (${[...states].join(', ')})`;
}
