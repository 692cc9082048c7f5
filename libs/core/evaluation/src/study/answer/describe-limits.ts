import type { StudyResult } from '../study-result.ts';
import type { AnswerSentence } from './study-answer.ts';
import { counted, languageName, listed, percent } from './wording.ts';

/** What a reader must know before believing the figures. */
export function describeLimits(study: StudyResult): AnswerSentence[] {
  const { setup, cells, state, statusMessage, analysis } = study;
  const missing = cells.filter((cell) => cell.state !== 'done');
  const failedChecks = study.leakChecks.filter(({ passed }) => !passed);
  const alarmed = cells.filter(({ alarms }) => alarms.length > 0);
  const low = study.coverage.filter(({ lowResource }) => lowResource).map(({ language }) => languageName(language));
  const runs = analysis.armConvergence.reduce((sum, { runs }) => sum + runs, 0);
  const censored = runs - analysis.armConvergence.reduce((sum, { reached }) => sum + reached, 0);
  const texts = [
    ...failedChecks.map(({ what, detail }) => `A leak check failed, so do not use these figures: ${what} (${detail}).`),
    state === 'succeeded'
      ? ''
      : `The study is not complete: ${state}${statusMessage === '' ? '' : ` (${statusMessage})`}.`,
    missing.length === 0 ? '' : `${missing.length} of ${counted(cells.length, 'cell')} have no result.`,
    setup.seeds.length > 1
      ? `Intervals cover ${setup.seeds.length} seeds and the paragraphs; p-values are over queries and say nothing of other seeds.`
      : 'Every arm ran with one seed: intervals and tests cover other queries, not other seeds.',
    `A difference is called shown where its p-value, ${correctionText(setup.correction)}, is below ` +
      `${percent(1 - setup.resampling.confidence)} and its interval, which is not corrected, leaves out 0.`,
    censored === 0 ? '' : `${censored} of ${runs} times to a target are censored: the run ended before.`,
    alarmed.length === 0 ? '' : `${counted(alarmed.length, 'cell')} raised alarms.`,
    lowResourceText(low, setup),
  ];
  return texts.filter((text) => text !== '').map((text) => ({ topic: 'limits', text, claims: false }));
}

function lowResourceText(languages: readonly string[], { bitextBudgets, lowResource }: StudyResult['setup']): string {
  const small = bitextBudgets.filter((budget) => budget > 0 && budget <= lowResource.maxPairs);
  const budgets =
    small.length === 0 ? '' : `every language with ${listed(small.map((budget) => budget.toLocaleString('en')))} pairs`;
  const all = [...languages, ...(budgets === '' ? [] : [budgets])];
  return all.length > 0
    ? `Low-resource by the study's rule: ${listed(all)}.`
    : 'By the study’s rule no language is low-resource, so it says nothing about such languages.';
}

function correctionText(correction: StudyResult['setup']['correction']): string {
  return {
    holm: 'corrected by Holm over everything that is compared on a track',
    'benjamini-hochberg': 'corrected by Benjamini and Hochberg over everything that is compared on a track',
    none: 'not corrected',
  }[correction];
}
