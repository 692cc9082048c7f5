import { metricName } from '../../metrics/metric.ts';
import type { StudyComparison } from '../study-analysis.ts';
import type { StudyMetric } from '../study-setup.ts';

/** `nDCG@10`, or `rank distance`. */
export function studyMetricName({ kind, cutoff }: StudyMetric): string {
  return kind === 'rank-distance' ? 'rank distance' : metricName({ kind, cutoff });
}

const englishNames = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' });

/** English name of a language, or its code where that is no language tag: names come from whoever wrote the study. */
export function languageName(language: string): string {
  try {
    return englishNames.of(language) ?? language;
  } catch {
    return language;
  }
}

/** Three decimals with a minus sign that is as wide as a plus. */
export function decimal(value: number): string {
  return value
    .toFixed(3)
    .replace(/^-(?=.*[1-9])/, '−')
    .replace(/^-/, '');
}

export function signed(value: number): string {
  const text = decimal(value);
  return text.startsWith('−') || Number(text) === 0 ? text : `+${text}`;
}

/** `95 % CI +0.012 to +0.050`. */
export function intervalText({ lower, upper, confidence }: StudyComparison['interval']): string {
  return `${percent(confidence)} CI ${signed(lower)} to ${signed(upper)}`;
}

export const percent = (share: number): string => `${Number((100 * share).toPrecision(6))}\u00a0%`;

/**
 * What the comparison says of the second arm, and for which seeds. Its interval is that of the widest claim: over seeds
 * where there are several, and of the trained models, too, where the difference is shown for these alone.
 */
export function comparisonText(comparison: StudyComparison): string {
  const { first, difference, significant, generalizes, interval, overSeeds } = comparison;
  const figures = intervalText(overSeeds?.interval ?? interval);
  if (!significant) return `no difference from ${first} shown (${signed(difference)}; ${figures})`;
  const text = `${difference > 0 ? 'above' : 'below'} ${first} by ${decimal(Math.abs(difference))}`;
  if (generalizes) return `${text} (${figures})`;
  const ofModels = `${text} ${seedsClause([comparison])} (${intervalText(interval)}`;
  return overSeeds === undefined ? `${ofModels})` : `${ofModels}; not shown for other seeds, ${figures})`;
}

/**
 * For which seeds differences are shown: `with this seed`, `with these 2 seeds`; empty where one is shown for others,
 * too, so that each has to say it for itself.
 */
export function seedsClause(shown: readonly StudyComparison[]): string {
  if (shown.some(({ generalizes }) => generalizes)) return '';
  const most = Math.max(...shown.map(({ seeds }) => seeds.length));
  return most === 1 ? 'with this seed' : `with these ${most} seeds`;
}

/** How many of several differences are shown for other seeds, too; empty where none is: `seedsClause` says so. */
export function beyondSeedsText(shown: readonly StudyComparison[]): string {
  const beyond = shown.filter(({ generalizes }) => generalizes).length;
  if (beyond === 0) return '';
  return beyond === shown.length ? 'for other seeds, too' : `${beyond} of these ${shown.length} for other seeds, too`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[], conjunction: 'and' | 'or' = 'and'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)!}`;
}

/** `1 run`, `2 runs`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** `all pairs` or `5,000 pairs`, and the setting where there are several. */
export function variantName({ setting, bitextBudget }: { setting: string; bitextBudget: number }): string {
  const budget = bitextBudget === 0 ? 'all pairs' : `${bitextBudget.toLocaleString('en')} pairs`;
  return setting === '' ? budget : `${budget}, setting ${setting}`;
}

const datasetNames: Readonly<Record<string, string>> = { xquad: 'XQuAD', 'xquad-r': 'XQuAD-R', xquad_r: 'XQuAD-R' };

/** As people write it, or the name as it is. */
export const datasetName = (dataset: string): string => datasetNames[dataset] ?? dataset;
