import type { StudyComparison } from '../study-analysis.ts';
import type { StudyResult } from '../study-result.ts';
import { languageName, listed, signed, variantName } from './wording.ts';

/**
 * Of arms that were shown to end above another one, those that were not shown to end above their own start, zero-shot of
 * the same language and budget: an arm can win because the other one loses more.
 * @param better comparisons whose second arm is the winner
 */
export function describeStarts({ setup, analysis }: StudyResult, better: readonly StudyComparison[]): string[] {
  const start = setup.arms.find((arm) => 'reference' in arm && arm.reference === 'zero-shot');
  if (start === undefined) {
    return ['The study has no zero-shot arm, so that it does not tell whether these end above their own start.'];
  }
  const beside = ({ second, language, setting, bitextBudget }: StudyComparison) =>
    analysis.comparisons.find((found) => {
      const same = found.language === language && found.setting === setting && found.bitextBudget === bitextBudget;
      return found.family === 'start' && found.track === 0 && found.second === second && same;
    });
  const winners = [...Map.groupBy(better, ({ second, language }) => JSON.stringify([second, language])).values()];
  const without = winners.flatMap(([winner]) => {
    const gain = beside(winner!);
    if (gain !== undefined && gain.significant && gain.difference > 0) return [];
    const figure =
      gain === undefined
        ? 'not compared'
        : `${signed(gain.difference)}${gain.significant ? ', shown to be below' : ''}`;
    return [{ language: winner!.language, text: `${winner!.second} (${figure})` }];
  });
  const variants = new Set(analysis.comparisons.map(variantName)).size;
  const place = variants > 1 ? ` with ${variantName(better[0]!)}` : '';
  return [...Map.groupBy(without, ({ language }) => language)].map(([language, arms]) => {
    const names = listed(arms.map(({ text }) => text));
    const were = arms.length === 1 ? 'was' : 'were';
    return `In ${languageName(language)}${place}, ${names} ${were} not shown to end above the start, ${start.name}: no gain over not training was shown.`;
  });
}
