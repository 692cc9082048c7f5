import { isLowResource } from '../is-low-resource.ts';
import type { ComparedMeasure, ComparisonFamily, StudyComparison } from '../study-analysis.ts';
import type { StudyResult } from '../study-result.ts';
import type { AnswerSentence } from './study-answer.ts';
import { comparisonText, decimal, languageName, listed, variantName } from './wording.ts';

const transportFamilies: ReadonlySet<ComparisonFamily> = new Set(['rivals', 'mixtures', 'languages']);

/** Languages whose comparisons are told together. */
interface Scope {
  /** `In Thai` or `In low-resource languages (Hindi and Thai)`. */
  readonly where: string;
  readonly languages: readonly string[];
  readonly comparisons: readonly StudyComparison[];
}

/**
 * For low-resource and other languages each: how every arm with optimal transport compares with its opponents, the arms
 * without or, for a mixture, its other terms alone.
 */
export function describeRivals(study: StudyResult, measure: ComparedMeasure, metric: string): AnswerSentence[] {
  const found = study.analysis.comparisons.filter((comparison) => {
    return transportFamilies.has(comparison.family) && comparison.track === 0 && comparison.measure === measure;
  });
  const variants = [...Map.groupBy(found, variantName)];
  return variants.flatMap(([variant, ofVariant]) =>
    scopesOf(study, ofVariant).flatMap(({ where, languages, comparisons }) =>
      [...Map.groupBy(comparisons, ({ second }) => second)].map(([arm, ofArm]): AnswerSentence => {
        const place = variants.length > 1 ? `${where} with ${variant}` : where;
        const subject =
          measure === 'final'
            ? `${arm} ends${finalLevel(arm, languages, ofArm[0]!)}`
            : `speed of ${arm} (mean ${metric} over log(steps))`;
        return {
          topic: measure === 'final' ? 'final' : 'speed',
          text: `${place}, ${subject}: ${ofArm.map(comparisonText).join('; ')}.`,
          claims: ofArm.some(({ significant }) => significant),
          generalizes: ofArm.some(({ generalizes }) => generalizes),
        };
      }),
    ),
  );

  function finalLevel(arm: string, languages: readonly string[], like: StudyComparison): string {
    const values = study.analysis.summaries.flatMap((summary) => {
      const { setting, bitextBudget } = summary;
      const matches = summary.arm === arm && summary.track === 0 && languages.includes(summary.language);
      const value = summary.means[0];
      const same = setting === like.setting && bitextBudget === like.bitextBudget;
      return matches && same && value !== null && value !== undefined ? [value] : [];
    });
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.length === 0 ? '' : ` at a mean ${metric} of ${decimal(mean)}`;
  }
}

/** @param comparisons of one setting and budget */
function scopesOf(study: StudyResult, comparisons: readonly StudyComparison[]): Scope[] {
  const ofLanguages = comparisons.filter(({ family }) => family !== 'languages');
  const present = [...new Set(ofLanguages.map(({ language }) => language))];
  const budget = comparisons[0]?.bitextBudget ?? 0;
  const isLow = (language: string) => isLowResource(study, language, budget);
  const groups = [
    { name: 'low-resource', members: present.filter((language) => isLow(language) === true) },
    { name: 'high-resource', members: present.filter((language) => isLow(language) === false) },
    { name: 'all', members: present },
  ];
  const scopes = groups.flatMap(({ name, members }): Scope[] => {
    if (members.length === 0 || (name === 'all' && members.every((language) => isLow(language) !== undefined)))
      return [];
    const [only] = members;
    const single = members.length === 1;
    const key = single ? only! : name;
    const ofScope = (wanted: string) =>
      comparisons.filter(({ family, language }) => {
        return (family === 'languages') !== single && language === wanted;
      });
    const direct = ofScope(key);
    const found = direct.length > 0 ? direct : ofScope('all');
    const names = listed(members.map(languageName));
    const where = single ? `In ${names}` : `In ${name === 'all' ? '' : `${name} `}languages (${names})`;
    return found.length > 0 ? [{ where, languages: members, comparisons: found }] : [];
  });
  return scopes;
}
