import { languageName, percent, studyMetricName } from '@optical/evaluation';
import type { StudyResult } from '@optical/evaluation';
import { armStyles } from '../plots/arm-styles.ts';
import { curvePlot, enclosing } from '../plots/curve-plot.ts';
import type { CurvePlotPoint } from '../plots/curve-plot.ts';
import { paragraph } from './report-document.ts';
import type { Block, Plots, Section } from './report-document.ts';

/** What counts as low-resource here, and how scores grow with the bitext. */
export function resourcesSection(study: StudyResult): Section {
  const { maxPairs, minTokensPerWord } = study.setup.lowResource;
  const conditions = [
    `at most ${maxPairs.toLocaleString('en')} pairs of bitext after cleaning or by the budget`,
    ...(minTokensPerWord > 0 ? [`at least ${minTokensPerWord} tokens per word`] : []),
  ];
  const table: Block = {
    kind: 'table',
    caption: 'Languages under the rule',
    columns: [
      { title: 'language' },
      { title: 'pairs', numeric: true },
      { title: 'low-resource' },
      { title: 'because' },
    ],
    rows: study.coverage.map(({ language, pairs, lowResource, reason }) => {
      return [languageName(language), pairs.toLocaleString('en'), lowResource ? 'yes' : 'no', reason];
    }),
  };
  return {
    id: 'low-resource',
    title: 'Low-resource languages and bitext',
    blocks: [
      paragraph(`Rule: a language is low-resource in this study with ${conditions.join(' or ')}.`),
      ...(study.coverage.length > 0 ? [table] : []),
      ...study.setup.settings.map((setting) => budgets(study, setting)),
    ],
  };
}

/** Final scores against pairs of bitext, one plot per language with more than one budget. */
function budgets(study: StudyResult, setting: string): Block {
  if (study.setup.bitextBudgets.length < 2) return paragraph('One bitext budget: there is no curve over budgets.');
  const styles = armStyles(study.setup);
  const metric = studyMetricName(study.setup.metrics[0]!);
  const languages = study.setup.languages.flatMap((language) => {
    const points = study.analysis.summaries
      .filter((summary) => summary.track === 0 && summary.language === language && summary.setting === setting)
      .flatMap((summary): CurvePlotPoint[] => {
        const { arm, means, interval, bitextBudget } = summary;
        const x = pairsOf(study, arm, language, setting, bitextBudget);
        const mean = means[0];
        if (!styles.has(arm) || x === undefined || mean === null || mean === undefined) return [];
        return [{ arm, x, mean, low: interval.lower, high: interval.upper }];
      });
    return new Set(points.map(({ x }) => x)).size < 2 ? [] : [{ title: languageName(language), points }];
  });
  const domain = enclosing(languages.flatMap(({ points }) => points.flatMap(({ low, high }) => [low, high])));
  const plots = languages.map(({ title, points }): Plots['plots'][number] => {
    const values = [...new Set(points.map((point) => point.x))].sort((a, b) => a - b);
    const x = { title: 'pairs of bitext', values, symlog: false };
    return { title, spec: curvePlot({ title, points, styles, x, y: { title: metric, domain }, band: true }) };
  });
  if (plots.length === 0) return paragraph('No language has results with two budgets yet.');
  const of = setting === '' ? '' : `, setting ${setting}`;
  const confidence = percent(study.setup.resampling.confidence);
  const caption = `Final ${metric} on the main track by bitext budget${of}; bands are ${confidence} intervals.`;
  return { kind: 'plots', caption, legend: [...styles.values()], plots };
}

/** Pairs that the cells of an arm trained on with a budget; the budget where they do not say. */
function pairsOf({ cells }: StudyResult, arm: string, language: string, setting: string, bitextBudget: number) {
  const cell = cells.find((candidate) => {
    const same = candidate.setting === setting && candidate.bitextBudget === bitextBudget;
    return same && candidate.arm === arm && candidate.language === language;
  });
  return cell?.trainingPairs ?? (bitextBudget === 0 ? undefined : bitextBudget);
}
