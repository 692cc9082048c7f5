import type { StudyResult } from '../study-result.ts';
import type { AnswerSentence } from './study-answer.ts';
import { rivalsOf } from './summarize-rivals.ts';
import { languageName, listed, variantName } from './wording.ts';

/** Where no arm with optimal transport was shown to end above any arm without, and where one was. */
export function describeConditions(study: StudyResult): AnswerSentence[] {
  const rivals = rivalsOf(study, 'final');
  if (rivals.length === 0) return [];
  const variants = [...Map.groupBy(rivals, (found) => variantName(found))];
  return variants.flatMap(([variant, found]) => {
    const languages = Map.groupBy(found, ({ language }) => language);
    const where = variants.length > 1 ? `With ${variant}, o` : 'O';
    const without: string[] = [];
    const helped: string[] = [];
    for (const [language, comparisons] of languages) {
      const better = comparisons.filter(({ significant, difference }) => significant && difference > 0);
      if (better.length === 0) without.push(languageName(language));
      const pairs = better.map(({ first, second }) => `${second} over ${first}`);
      if (better.length > 0) helped.push(`${languageName(language)} (${listed(pairs)})`);
    }
    const sentences: AnswerSentence[] = [];
    if (helped.length > 0) {
      const text = `${where}ptimal transport was shown to end higher than an arm without it in ${listed(helped)}.`;
      sentences.push({ topic: 'conditions', text, claims: true });
    }
    if (without.length > 0) {
      const text = `${where}ptimal transport was not shown to help, against any arm without it, in ${listed(without)}.`;
      sentences.push({ topic: 'conditions', text, claims: false });
    }
    return sentences;
  });
}
