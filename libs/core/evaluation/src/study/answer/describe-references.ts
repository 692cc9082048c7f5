import type { StudyComparison } from '../study-analysis.ts';
import type { StudyResult } from '../study-result.ts';
import type { AnswerSentence, AnswerTopic } from './study-answer.ts';
import { listed, signed } from './wording.ts';

/** For the start and each reference arm: how often each trained arm was shown above and below it. */
export function describeReferences({ analysis }: StudyResult): AnswerSentence[] {
  const ofFamily = (family: string, topic: AnswerTopic) => {
    const found = analysis.comparisons.filter((comparison) => comparison.family === family && comparison.track === 0);
    return [...Map.groupBy(found, ({ first }) => first)].map(([first, of]) => describe(first, of, topic));
  };
  return [...ofFamily('start', 'start'), ...ofFamily('references', 'references')];
}

function describe(first: string, comparisons: readonly StudyComparison[], topic: AnswerTopic): AnswerSentence {
  const arms = [...Map.groupBy(comparisons, ({ second }) => second)].map(([arm, of]) => {
    const shown = of.filter(({ significant }) => significant);
    const above = shown.filter(({ difference }) => difference > 0).length;
    const counts = [
      { count: above, what: 'above in' },
      { count: shown.length - above, what: 'below in' },
      { count: of.length - shown.length, what: 'no difference shown in' },
    ];
    const parts = counts.filter(({ count }) => count > 0).map(({ count, what }) => `${what} ${count}`);
    return `${arm} ${parts.join(', ')} (${range(of.map(({ difference }) => difference))})`;
  });
  const claims = comparisons.some(({ significant }) => significant);
  const what = topic === 'start' ? 'the student before training' : 'the reference arm';
  const text = claims
    ? `Against ${what}, ${first}, by language and variant: ${arms.join('; ')}.`
    : `Against ${what}, ${first}, no difference was shown for ${listed([...new Set(comparisons.map((c) => c.second))])}.`;
  return { topic, text, claims };
}

function range(differences: readonly number[]): string {
  const [least, most] = [Math.min(...differences), Math.max(...differences)];
  return differences.length === 1 ? signed(least) : `${signed(least)} to ${signed(most)}`;
}
