import { isLowResource } from '../is-low-resource.ts';
import type { ComparedMeasure, StudyComparison } from '../study-analysis.ts';
import type { StudyResult } from '../study-result.ts';
import type { AnswerSentence } from './study-answer.ts';
import { beyondSeedsText, counted, seedsClause } from './wording.ts';

/** Comparisons that say what optimal transport does: of arms of it alone, or of mixtures with what else is in them. */
export type TransportFamily = 'rivals' | 'mixtures';

const against: Readonly<Record<TransportFamily, string>> = {
  rivals: 'of an arm of optimal transport alone against an arm without',
  mixtures: 'of an arm that mixes optimal transport with other terms against these alone',
};

/** Comparisons of a family in single languages, on the main track. */
export function rivalsOf(study: StudyResult, measure: ComparedMeasure, family: TransportFamily): StudyComparison[] {
  return study.analysis.comparisons.filter((found) => {
    return found.family === family && found.track === 0 && found.measure === measure;
  });
}

/** How many comparisons show a difference, in all languages and in the low-resource ones. */
export function summarizeRivals(study: StudyResult, measure: ComparedMeasure, what: string): AnswerSentence[] {
  const sentences = (['rivals', 'mixtures'] as const).flatMap((family) =>
    summarizeFamily(study, measure, what, family),
  );
  if (sentences.length > 0) return sentences;
  const missing = `The study has nothing yet that compares the ${what} of an arm with optimal transport with one without.`;
  return [{ topic: 'summary', text: missing, claims: false }];
}

function summarizeFamily(study: StudyResult, measure: ComparedMeasure, what: string, family: TransportFamily) {
  const all = rivalsOf(study, measure, family);
  if (all.length === 0) return [];
  const inLow = all.filter(({ language, bitextBudget }) => isLowResource(study, language, bitextBudget));
  const summary = summarize(all, `In ${counted(all.length, 'comparison')} ${against[family]}, ${what}`, what);
  if (inLow.length === 0 || inLow.length === all.length) return [summary];
  return [summary, summarize(inLow, `In the ${inLow.length} of these in low-resource languages, it`, what)];
}

function summarize(found: readonly StudyComparison[], beginning: string, what: string): AnswerSentence {
  const shown = found.filter(({ significant }) => significant);
  if (shown.length === 0) {
    const place = beginning.slice(0, beginning.lastIndexOf(','));
    return { topic: 'summary', text: `${place}, no difference in ${what} was shown.`, claims: false };
  }
  const higher = shown.filter(({ difference }) => difference > 0).length;
  const clause = seedsClause(shown);
  const scope = clause === '' ? '' : `, ${clause},`;
  const counts = `was shown${scope} to be higher with optimal transport in ${higher} and lower in ${shown.length - higher}`;
  const beyond = beyondSeedsText(shown);
  const rest = found.length - shown.length;
  const others = rest === 0 ? '' : `; in ${rest} no difference was shown`;
  return {
    topic: 'summary',
    text: `${beginning} ${counts}${beyond === '' ? '' : ` (${beyond})`}${others}.`,
    claims: true,
    generalizes: shown.some(({ generalizes }) => generalizes),
  };
}
