import type { StudyComparison } from '../study-analysis.ts';
import type { StudyResult } from '../study-result.ts';
import type { AnswerSentence, AnswerTopic } from './study-answer.ts';
import { beyondSeedsText, listed, seedsClause, signed } from './wording.ts';

/** For the start and each reference arm: how often each trained arm was shown above and below it. */
export function describeReferences({ analysis }: StudyResult): AnswerSentence[] {
  const ofFamily = (family: string, topic: AnswerTopic) => {
    const found = analysis.comparisons.filter((comparison) => comparison.family === family && comparison.track === 0);
    return [...Map.groupBy(found, ({ first }) => first)].map(([first, of]) => describe(first, of, topic));
  };
  return [...ofFamily('start', 'start'), ...ofFamily('references', 'references')];
}

function describe(first: string, comparisons: readonly StudyComparison[], topic: AnswerTopic): AnswerSentence {
  const what = `Against ${topic === 'start' ? 'the student before training' : 'the reference arm'}, ${first}`;
  const shown = comparisons.filter(({ significant }) => significant);
  if (shown.length === 0) {
    const names = listed([...new Set(comparisons.map(({ second }) => second))]);
    return { topic, text: `${what}, no difference was shown for ${names}.`, claims: false };
  }
  const arms = [...Map.groupBy(comparisons, ({ second }) => second)].map(([arm, of]) => `${arm} ${countsText(of)}`);
  const clause = seedsClause(shown);
  return {
    topic,
    text: `${what},${clause === '' ? '' : ` ${clause},`} by language and variant: ${arms.join('; ')}.`,
    claims: true,
    generalizes: shown.some(({ generalizes }) => generalizes),
  };
}

function countsText(comparisons: readonly StudyComparison[]): string {
  const shown = comparisons.filter(({ significant }) => significant);
  const sides = [
    { found: shown.filter(({ difference }) => difference > 0), what: 'above in' },
    { found: shown.filter(({ difference }) => difference < 0), what: 'below in' },
    { found: comparisons.filter(({ significant }) => !significant), what: 'no difference shown in' },
  ];
  const counts = sides
    .filter(({ found }) => found.length > 0)
    .map(({ found, what }) => {
      const beyond = beyondSeedsText(found);
      return `${what} ${found.length}${beyond === '' ? '' : ` (${beyond})`}`;
    });
  return `${counts.join(', ')} (${range(comparisons.map(({ difference }) => difference))})`;
}

function range(differences: readonly number[]): string {
  const [least, most] = [Math.min(...differences), Math.max(...differences)];
  return differences.length === 1 ? signed(least) : `${signed(least)} to ${signed(most)}`;
}
