import { isLowResource } from '../is-low-resource.ts';
import type { ComparedMeasure, StudyComparison } from '../study-analysis.ts';
import type { StudyResult } from '../study-result.ts';
import type { AnswerSentence } from './study-answer.ts';
import { counted } from './wording.ts';

/** Comparisons on the main track of arms with optimal transport with arms without. */
export function rivalsOf(study: StudyResult, measure: ComparedMeasure): StudyComparison[] {
  return study.analysis.comparisons.filter((found) => {
    return found.family === 'rivals' && found.track === 0 && found.measure === measure;
  });
}

/** How many comparisons show a difference, in all languages and in the low-resource ones. */
export function summarizeRivals(study: StudyResult, measure: ComparedMeasure, what: string): AnswerSentence[] {
  const all = rivalsOf(study, measure);
  const inLow = all.filter(({ language, bitextBudget }) => isLowResource(study, language, bitextBudget));
  if (all.length === 0) {
    const missing = `The study has nothing yet that compares the ${what} of an arm with optimal transport with one without.`;
    return [{ topic: 'summary', text: missing, claims: false }];
  }
  const against = `In ${counted(all.length, 'comparison')} of an arm with optimal transport against an arm without`;
  const summary = summarize(all, `${against}, ${what}`, what);
  if (inLow.length === 0 || inLow.length === all.length) return [summary];
  return [summary, summarize(inLow, `In the ${inLow.length} of these in low-resource languages, it`, what)];
}

function summarize(found: readonly StudyComparison[], beginning: string, what: string): AnswerSentence {
  const higher = found.filter(({ significant, difference }) => significant && difference > 0).length;
  const lower = found.filter(({ significant, difference }) => significant && difference < 0).length;
  const rest = found.length - higher - lower;
  if (rest === found.length) {
    const place = beginning.slice(0, beginning.lastIndexOf(','));
    return { topic: 'summary', text: `${place}, no difference in ${what} was shown.`, claims: false };
  }
  const shown = `was shown to be higher with optimal transport in ${higher} and lower in ${lower}`;
  const others = rest === 0 ? '' : `; in ${rest} no difference was shown`;
  return { topic: 'summary', text: `${beginning} ${shown}${others}.`, claims: true };
}
