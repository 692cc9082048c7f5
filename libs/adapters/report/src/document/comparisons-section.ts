import { decimal, languageName, signed, variantName } from '@optical/evaluation';
import type { StudyComparison, StudyResult } from '@optical/evaluation';
import { paragraph } from './report-document.ts';
import type { Section, Table } from './report-document.ts';
import { trackName } from './tracks.ts';

/** Every comparison with its figures. */
export function comparisonsSection(study: StudyResult): Section {
  const { setup, analysis } = study;
  const { resamples, confidence, seed } = setup.resampling;
  const intro = paragraph(
    'All comparisons are paired, query by query; values are means over seeds. p is that of the two-sided randomisation, ' +
      `which draws the signs of whole paragraphs, with at least ${resamples.toLocaleString('en')} resamples (seed ` +
      `${seed}), more where the correction over many tests needs smaller p-values; p (t) is that of the paired t-test ` +
      'with the error of whole paragraphs, and “interval” is by bootstrap of paragraphs: these three are about the models ' +
      'that were trained, with these seeds. “over seeds” takes seeds for drawn at random, too (t over seeds and ' +
      `paragraphs): it is about the arms, and there is none with one seed. Confidence ${confidence}; correction: ` +
      `${setup.correction}, of each kind of p for itself. d is Cohen’s effect size for paired queries. “area” is the ` +
      'mean over log(steps).',
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
        const caption = `${titles[family]} (${trackName(study, track)})`;
        return { kind: 'details' as const, summary: `${caption}: ${found.length}`, blocks: [table(found, caption)] };
      }),
    ],
  };
}

const titles: Readonly<Record<StudyComparison['family'], string>> = {
  start: 'Trained arms with the student before training',
  rivals: 'Arms of optimal transport alone with arms without',
  mixtures: 'Mixtures with optimal transport with their other terms alone',
  references: 'Trained arms with reference arms',
  languages: 'As rivals, over groups of languages',
};

function table(found: readonly StudyComparison[], caption: string): Table {
  const words = ['language', 'bitext', 'of', 'first', 'second'].map((title) => ({ title }));
  const ofModels = ['difference', 'interval', 'p', 'corrected', 'p (t)', 'd', 'wins–losses'];
  const numbers = [...ofModels, 'interval over seeds', 'p over seeds', 'corrected'];
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
      rangeText(comparison.interval),
      pValue(comparison.randomizationPValue),
      pValue(comparison.correctedPValue),
      comparison.tPValue === undefined ? '—' : pValue(comparison.tPValue),
      comparison.effectSize === undefined ? '—' : decimal(comparison.effectSize),
      `${comparison.wins}–${comparison.losses}`,
      ...overSeeds(comparison),
      shownText(comparison),
    ]),
  };
}

function overSeeds({ overSeeds, correctedSeedsPValue }: StudyComparison): string[] {
  if (overSeeds === undefined || correctedSeedsPValue === undefined) return ['—', '—', '—'];
  return [rangeText(overSeeds.interval), pValue(overSeeds.pValue), pValue(correctedSeedsPValue)];
}

function shownText({ significant, generalizes, seeds }: StudyComparison): string {
  if (!significant) return 'no difference shown';
  if (generalizes) return 'yes';
  return seeds.length === 1 ? 'with this seed' : `with these ${seeds.length} seeds`;
}

const rangeText = ({ lower, upper }: StudyComparison['interval']): string => `${signed(lower)} to ${signed(upper)}`;

const pValue = (p: number): string => (p < 0.0001 ? '< 0.0001' : p.toFixed(4));
