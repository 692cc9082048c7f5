import type { StudyResult } from './study-result.ts';

/**
 * Whether a language counts as low-resource with a budget of pairs, 0 for all: by its bitext and vocabulary, or because
 * the budget is no larger than what the study's rule calls little. Undefined for a language of which nothing is known.
 */
export function isLowResource(
  { coverage, setup }: Pick<StudyResult, 'coverage' | 'setup'>,
  language: string,
  bitextBudget: number,
): boolean | undefined {
  const covered = coverage.find((known) => known.language === language);
  return covered && (covered.lowResource || (bitextBudget > 0 && bitextBudget <= setup.lowResource.maxPairs));
}
