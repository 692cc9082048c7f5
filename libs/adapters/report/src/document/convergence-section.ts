import { languageName, mainCurve, studyMetricName, variantName } from '@optical/evaluation';
import type { StudyCell, StudyResult } from '@optical/evaluation';
import { armStyles } from '../plots/arm-styles.ts';
import { curvePlot } from '../plots/curve-plot.ts';
import type { CurvePlotPoint } from '../plots/curve-plot.ts';
import { profileBlocks } from './profile-blocks.ts';
import { paragraph } from './report-document.ts';
import type { Block, Plots, Section } from './report-document.ts';
import { ofVariant, variantsOf } from './variants.ts';
import type { Variant } from './variants.ts';

/** Learning curves per language and variant, and performance profiles. */
export function convergenceSection(study: StudyResult): Section {
  const styles = armStyles(study.setup);
  const trained = study.cells.filter(({ arm, curve }) => styles.has(arm) && curve.length > 1);
  const blocks = trained.length === 0 ? [paragraph('No curves yet.')] : variantsOf(study).map((v) => curves(study, v));
  return { id: 'convergence', title: 'Convergence', blocks: [...blocks, ...profileBlocks(study)] };
}

function curves(study: StudyResult, variant: Variant): Block {
  const styles = armStyles(study.setup);
  const metric = studyMetricName(study.setup.metrics[0]!);
  const drawn = new Set<string>();
  let most = 1;
  const plots = study.setup.languages.flatMap((language): Plots['plots'][number][] => {
    const ofArm = [...styles.keys()].map((arm) => {
      const cells = ofVariant(study.cells, arm, language, variant).filter(({ curve }) => curve.length > 1);
      most = Math.max(most, cells.length);
      return curveOverSeeds(arm, cells);
    });
    const points = ofArm.flat();
    if (points.length === 0) return [];
    for (const { arm } of points) drawn.add(arm);
    const last = Math.max(...points.map(({ x }) => x));
    const values = [0, 1, 10, 100, 1000, 10_000, 100_000].filter((step) => step <= last * 0.7).concat(last);
    const teacher = study.analysis.convergence.find(({ cell }) => cellLanguage(study, cell) === language)?.teacher;
    const x = { title: 'training steps', values, symlog: true };
    const plot = { title: languageName(language), points, styles, x, y: metric, band: most > 1 };
    return [{ title: plot.title, spec: curvePlot({ ...plot, ...(teacher !== undefined && { teacher }) }) }];
  });
  const band =
    most > 1
      ? `Lines are means over seeds, bands reach from the lowest to the highest of up to ${most} seeds.`
      : 'One seed: no bands.';
  return {
    kind: 'plots',
    caption: `${metric} on the main track along the training, ${variantName(variant)}. ${band} The grey line is the teacher.`,
    legend: [
      ...[...styles.values()].filter(({ label }) => drawn.has(label)),
      { label: 'teacher', color: '#777777', dash: [] },
    ],
    plots,
  };
}

function cellLanguage(study: StudyResult, id: string): string | undefined {
  return study.cells.find((cell) => cell.id === id)?.language;
}

/** Mean, lowest and highest at every step that all seeds have. */
function curveOverSeeds(arm: string, cells: readonly StudyCell[]): CurvePlotPoint[] {
  const curves = cells.map(mainCurve);
  const steps = (curves[0] ?? []).map(({ step }) => step);
  return steps.flatMap((step): CurvePlotPoint[] => {
    const scores = curves.flatMap((curve) => curve.filter((point) => point.step === step).map(({ score }) => score));
    if (scores.length < curves.length) return [];
    const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
    return [{ arm, x: step, mean, low: Math.min(...scores), high: Math.max(...scores) }];
  });
}
