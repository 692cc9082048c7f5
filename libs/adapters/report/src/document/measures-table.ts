import { decimal, studyMetricName, variantName } from '@optical/evaluation';
import type { ArmSummary, StudyResult, StudyValue } from '@optical/evaluation';
import { paragraph } from './report-document.ts';
import type { Block } from './report-document.ts';
import { trackName } from './tracks.ts';

/** Means of every measure on every track; a rank distance that is a lower bound is marked, with the depth ranked. */
export function measuresBlocks(study: StudyResult): Block[] {
  const { setup, analysis } = study;
  const rows = analysis.summaries.map((summary) => {
    const values = summary.means.map((mean, metric) => {
      const isBound = depthOf(study, summary, metric) !== undefined;
      return mean === null ? '—' : `${isBound ? '≥ ' : ''}${decimal(mean)}`;
    });
    const { arm, track, language, seeds } = summary;
    return [arm, trackName(study, track), language, variantName(summary), String(seeds.length), ...values];
  });
  const words = ['arm', 'track', 'language', 'bitext'].map((title) => ({ title }));
  const numbers = ['seeds', ...setup.metrics.map(studyMetricName)].map((title) => ({ title, numeric: true }));
  return [
    ...rankDistanceNote(study),
    { kind: 'table', caption: 'Means over seeds of every measure', columns: [...words, ...numbers], rows },
  ];
}

function rankDistanceNote(study: StudyResult): Block[] {
  const metric = study.setup.metrics.findIndex(({ kind }) => kind === 'rank-distance');
  if (metric < 0) return [];
  const depths = study.analysis.summaries.flatMap((summary) => depthOf(study, summary, metric) ?? []);
  const depth = [...new Set(depths)].sort((a, b) => a - b).join(' or ');
  return [
    paragraph(
      'Rank distance is the mean distance between the ranks of parallel answers in a pool of languages. ' +
        (depth === ''
          ? 'It is exact where the whole pool was ranked; this study names no depth at which rankings were cut off.'
          : `Values with ≥ are lower bounds: the first ${depth} results were ranked, and an answer that is not among ` +
            'them counts as the next one. Queries without any answer among them are left out.'),
    ),
  ];
}

/** Results ranked where a measure of a summary is a lower bound for want of more. */
function depthOf({ cells }: StudyResult, summary: ArmSummary, metric: number): number | undefined {
  const { arm, language, setting, bitextBudget, track, seeds } = summary;
  const own = cells.filter((cell) => {
    const same = cell.setting === setting && cell.bitextBudget === bitextBudget && seeds.includes(cell.seed);
    return same && cell.arm === arm && cell.language === language;
  });
  const values = own.map((cell): StudyValue | null | undefined => cell.final?.results[track]?.values[metric]);
  return values.find((value) => value?.depth !== undefined)?.depth;
}
