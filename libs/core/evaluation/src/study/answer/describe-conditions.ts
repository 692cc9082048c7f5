import type { StudyComparison } from '../study-analysis.ts';
import type { StudyResult } from '../study-result.ts';
import { describeStarts } from './describe-starts.ts';
import type { AnswerSentence } from './study-answer.ts';
import { rivalsOf } from './summarize-rivals.ts';
import type { TransportFamily } from './summarize-rivals.ts';
import { languageName, listed, seedsClause, variantName } from './wording.ts';

/** How the sentences of a family begin and go on. */
interface Wording {
  readonly helped: readonly [string, string];
  readonly not: string;
}

const wordings: Readonly<Record<TransportFamily, Wording>> = {
  rivals: {
    helped: ['optimal transport was shown', 'to end higher than an arm without it'],
    not: 'optimal transport was not shown to help, against any arm without it,',
  },
  mixtures: {
    helped: ['a mixture with optimal transport was shown', 'to end higher than its other terms alone'],
    not: 'no mixture with optimal transport was shown to end higher than its other terms alone',
  },
};

/**
 * Where no arm with optimal transport was shown to end above any arm without, or a mixture above its other terms, and
 * where one was; of those that were, which ones were not shown to be above their own start.
 */
export function describeConditions(study: StudyResult): AnswerSentence[] {
  return (['rivals', 'mixtures'] as const).flatMap((family) => {
    const variants = [...Map.groupBy(rivalsOf(study, 'final', family), (found) => variantName(found))];
    return variants.flatMap(([variant, found]) => {
      const where = variants.length > 1 ? `with ${variant}, ` : '';
      return describe(study, found, wordings[family], where);
    });
  });
}

function describe(
  study: StudyResult,
  found: readonly StudyComparison[],
  { helped, not }: Wording,
  where: string,
): AnswerSentence[] {
  const better = found.filter(({ significant, difference }) => significant && difference > 0);
  const places = [...Map.groupBy(better, ({ language }) => language)];
  const inLanguages = places.map(([language, ofLanguage]) => {
    return `${languageName(language)} (${listed(ofLanguage.map((pair) => pairText(pair, better)))})`;
  });
  const without = [...new Set(found.map(({ language }) => language))].filter(
    (language) => !places.some(([helpedIn]) => helpedIn === language),
  );
  const sentences: AnswerSentence[] = [];
  if (better.length > 0) {
    const clause = seedsClause(better);
    const scope = clause === '' ? '' : `, ${clause},`;
    sentences.push({
      topic: 'conditions',
      text: capital(`${where}${helped[0]}${scope} ${helped[1]} in ${listed(inLanguages)}.`),
      claims: true,
      generalizes: better.some(({ generalizes }) => generalizes),
    });
    sentences.push(
      ...describeStarts(study, better).map((text) => ({ topic: 'conditions' as const, text, claims: false })),
    );
  }
  if (without.length > 0) {
    const text = capital(`${where}${not} in ${listed(without.map(languageName))}.`);
    sentences.push({ topic: 'conditions', text, claims: false });
  }
  return sentences;
}

/** Names the seeds where the sentence does not do it for all of its pairs. */
function pairText(pair: StudyComparison, all: readonly StudyComparison[]): string {
  const clause = seedsClause(all) === '' ? seedsClause([pair]) : '';
  return `${pair.second} over ${pair.first}${clause === '' ? '' : ` ${clause} only`}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
