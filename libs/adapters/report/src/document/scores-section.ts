import { counted, decimal, isTrained, percent, studyMetricName, variantName } from '@optical/evaluation';
import type { ArmSummary, StudyResult, StudyVariant } from '@optical/evaluation';
import { measuresBlocks } from './measures-table.ts';
import type { Block, Section, Table, TableCell } from './report-document.ts';
import { columnTitle, trackCaption, trackLanguages } from './tracks.ts';
import { ofVariant, variantsOf, whyMissing } from './variants.ts';

/** Final values of every arm in every language, per track and variant, marked with the arms they differ from. */
export function scoresSection(study: StudyResult): Section {
  const { setup } = study;
  const metric = studyMetricName(setup.metrics[0]!);
  const confidence = percent(setup.resampling.confidence);
  const several = setup.seeds.length > 1;
  const seeds = several ? `these ${setup.seeds.length} seeds` : 'this seed';
  const legend =
    `Means over ${counted(setup.seeds.length, 'seed')}, with ${confidence} intervals by bootstrap over paragraphs` +
    `${several ? ' and seeds, which says little of other seeds where there are few' : ''}. Letters after ▲ and ▼ name ` +
    `the arms that a value is shown to be above and below, for the models trained with ${seeds} (corrected tests); no ` +
    'letter: no difference shown, or not compared.';
  const variants = variantsOf(study);
  const tables = setup.tracks.flatMap((_, track) =>
    variants.map((variant): Table => {
      const suffix = variants.length > 1 ? `, ${variantName(variant)}` : '';
      return scoreTable(study, track, variant, `${metric} on ${trackCaption(study, track)}${suffix}`);
    }),
  );
  const blocks: Block[] = [{ kind: 'paragraph', text: legend }, ...tables];
  if (setup.metrics.length > 1) {
    blocks.push({ kind: 'details', summary: 'All measures', blocks: measuresBlocks(study) });
  }
  return { id: 'scores', title: 'Final scores', blocks };
}

function scoreTable(study: StudyResult, track: number, variant: StudyVariant, caption: string): Table {
  const { arms } = study.setup;
  const languages = trackLanguages(study, track);
  const summaries = study.analysis.summaries.filter((summary) => summary.track === track);
  const rows = arms.map((arm, index) => {
    const values: number[] = [];
    const cells = languages.map((language): string | TableCell => {
      const [summary] = ofVariant(study, summaries, arm.name, language, variant);
      const value = summary?.means[0];
      if (summary === undefined || value === null || value === undefined) {
        return whyMissing(ofVariant(study, study.cells, arm.name, language, variant));
      }
      values.push(value);
      return { text: decimal(value), note: intervalNote(study, summary) + marks(study, summary, track, variant) };
    });
    const complete = values.length === languages.length && values.length > 0;
    const mean = complete ? decimal(values.reduce((sum, value) => sum + value, 0) / values.length) : '—';
    return [letter(index), isTrained(arm) ? arm.name : `${arm.name} (reference)`, ...cells, mean];
  });
  const titles = [...languages.map((language) => columnTitle(study, track, language)), 'mean'];
  return {
    kind: 'table',
    caption,
    columns: [{ title: '' }, { title: 'arm' }, ...titles.map((title) => ({ title, numeric: true }))],
    rows,
  };
}

/** `a` to `z`, then `aa`, `ab` and so on. */
function letter(index: number): string {
  const last = String.fromCodePoint(0x61 + (index % 26));
  return index < 26 ? last : `${letter(Math.floor(index / 26) - 1)}${last}`;
}

function marks(study: StudyResult, summary: ArmSummary, track: number, variant: StudyVariant): string {
  const shown = study.analysis.comparisons.filter(
    (found) =>
      found.significant &&
      found.measure === 'final' &&
      found.family !== 'languages' &&
      found.track === track &&
      found.language === summary.language &&
      found.setting === variant.setting &&
      found.bitextBudget === variant.bitextBudget,
  );
  const letterOf = (name: string) => letter(study.setup.arms.findIndex((arm) => arm.name === name));
  // Every comparison is told from both sides.
  const differences = shown.flatMap(({ first, second, difference }) => {
    if (second === summary.arm) return [{ other: letterOf(first), difference }];
    return first === summary.arm ? [{ other: letterOf(second), difference: -difference }] : [];
  });
  const side = (sign: string, belongs: (difference: number) => boolean) => {
    const others = differences.filter(({ difference }) => belongs(difference)).map(({ other }) => other);
    return others.length === 0 ? '' : ` ${sign}${others.sort().join('')}`;
  };
  const both = side('▲', (difference) => difference > 0) + side('▼', (difference) => difference < 0);
  return both === '' ? '' : `\n${both.trimStart()}`;
}

/** The interval, and the number of seeds where some are missing. */
function intervalNote(study: StudyResult, summary: ArmSummary): string {
  const { interval, seeds } = summary;
  const planned = ofVariant(study, study.cells, summary.arm, summary.language, summary).length;
  const few = seeds.length < planned ? `, ${seeds.length} of ${planned} seeds` : '';
  return `${decimal(interval.lower)}–${decimal(interval.upper)}${few}`;
}
