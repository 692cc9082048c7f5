import type { StudyResult } from '../study-result.ts';
import { isTrained, transportRole } from '../study-setup.ts';
import type { TransportRole } from '../study-setup.ts';
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
    seedsText(setup.seeds.length),
    rolesText(setup),
    `A difference is called shown where its p-value, ${correctionText(setup.correction)}, is below ` +
      `${percent(1 - setup.resampling.confidence)} and its interval leaves out 0; intervals are not corrected, so that one of many leaves out 0 by chance.`,
    censored === 0 ? '' : `${censored} of ${runs} times to a target are censored: the run ended before.`,
    alarmed.length === 0 ? '' : `${counted(alarmed.length, 'cell')} raised alarms.`,
    lowResourceText(low, setup),
  ];
  return texts.filter((text) => text !== '').map((text) => ({ topic: 'limits', text, claims: false }));
}

/** Which population what is shown is about. */
function seedsText(seeds: number): string {
  if (seeds < 2) {
    return 'Every arm ran with one seed: what is shown holds for the models trained with it, on other paragraphs, and says nothing of other seeds, under which arms may rank otherwise.';
  }
  const ofMethods =
    'what is shown without these words holds under other seeds, too (t over seeds and paragraphs, both drawn at random)';
  const few = seeds < 5 ? ' So few seeds show little beyond themselves.' : '';
  return `What is shown “with these ${seeds} seeds” holds for the models trained with them, on other paragraphs; ${ofMethods}.${few}`;
}

/** Which arms stand for optimal transport. */
function rolesText({ arms }: StudyResult['setup']): string {
  const trained = arms.filter(isTrained);
  const ofRole = (wanted: TransportRole) =>
    listed(trained.filter((arm) => transportRole(arm) === wanted).map(({ name }) => name));
  const [transport, mixtures] = [ofRole('transport'), ofRole('mixture')];
  const texts = [
    transport === '' ? '' : `Optimal transport alone: ${transport}.`,
    mixtures === '' ? '' : `Mixed with other terms, and compared with these alone: ${mixtures}.`,
  ];
  return texts.filter((text) => text !== '').join(' ');
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
