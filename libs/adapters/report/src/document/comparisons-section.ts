import { datasetName, decimal, languageName, signed, variantName } from '@optical/evaluation';
import type { StudyComparison, StudyResult } from '@optical/evaluation';
import { paragraph } from './report-document.ts';
import type { Section, Table } from './report-document.ts';

/** Every comparison with its figures. */
export function comparisonsSection({ setup, analysis }: StudyResult): Section {
  const { resamples, confidence, seed } = setup.resampling;
  const intro = paragraph(
    'All comparisons are paired, query by query; values are means over seeds. The test is the two-sided randomisation of ' +
      `signs with at least ${resamples.toLocaleString('en')} resamples (seed ${seed}), more where the correction over many ` +
      `tests needs smaller p-values; correction: ${setup.correction}. Intervals resample paragraphs and seeds ` +
      `(confidence ${confidence}). d is Cohen’s effect size for paired values. “area” is the mean over log(steps).`,
  );
  const groups = [
    ...Map.groupBy(analysis.comparisons, ({ track, family }) => JSON.stringify([track, family])).values(),
  ];
  return {
    id: 'comparisons',
    title: 'All comparisons',
    blocks: [
      intro,
      ...groups.map((found) => {
        const { track, family } = found[0]!;
        const caption = `${titles[family]} (${datasetName(setup.tracks[track]!.dataset)}, ${setup.tracks[track]!.kind})`;
        return { kind: 'details' as const, summary: `${caption}: ${found.length}`, blocks: [table(found, caption)] };
      }),
    ],
  };
}

const titles: Readonly<Record<StudyComparison['family'], string>> = {
  start: 'Trained arms with the student before training',
  rivals: 'Arms with optimal transport with arms without',
  references: 'Trained arms with reference arms',
  languages: 'As rivals, over groups of languages',
};

function table(found: readonly StudyComparison[], caption: string): Table {
  const words = ['language', 'bitext', 'of', 'first', 'second'].map((title) => ({ title }));
  const numbers = ['difference', 'interval', 'p', 'corrected', 'p (t)', 'd', 'wins–losses'];
  return {
    kind: 'table',
    caption,
    columns: [...words, ...numbers.map((title) => ({ title, numeric: true })), { title: 'shown' }],
    rows: found.map((comparison) => [
      languageName(comparison.language),
      variantName(comparison),
      comparison.measure,
      comparison.first,
      comparison.second,
      signed(comparison.difference),
      `${signed(comparison.interval.lower)} to ${signed(comparison.interval.upper)}`,
      pValue(comparison.randomizationPValue),
      pValue(comparison.correctedPValue),
      comparison.tPValue === undefined ? '—' : pValue(comparison.tPValue),
      comparison.effectSize === undefined ? '—' : decimal(comparison.effectSize),
      `${comparison.wins}–${comparison.losses}`,
      comparison.significant ? 'yes' : 'no difference shown',
    ]),
  };
}

const pValue = (p: number): string => (p < 0.0001 ? '< 0.0001' : p.toFixed(4));
