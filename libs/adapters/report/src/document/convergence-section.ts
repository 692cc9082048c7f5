import { languageName, mainCurve, studyMetricName, variantName } from '@optical/evaluation';
import type { StudyCell, StudyResult, StudyVariant } from '@optical/evaluation';
import { armStyles } from '../plots/arm-styles.ts';
import { curvePlot, enclosing, teacherColor } from '../plots/curve-plot.ts';
import type { CurvePlotPoint } from '../plots/curve-plot.ts';
import { profileBlocks } from './profile-blocks.ts';
import { paragraph } from './report-document.ts';
import type { Block, Plots, Section } from './report-document.ts';
import { ofVariant, variantsOf } from './variants.ts';

/** Learning curves per language and variant, and performance profiles. */
export function convergenceSection(study: StudyResult): Section {
  const styles = armStyles(study.setup);
  const trained = study.cells.filter(({ arm, curve }) => styles.has(arm) && curve.length > 1);
  const blocks = trained.length === 0 ? [paragraph('No curves yet.')] : variantsOf(study).map((v) => curves(study, v));
  return { id: 'convergence', title: 'Convergence', blocks: [...blocks, ...profileBlocks(study)] };
}

function curves(study: StudyResult, variant: StudyVariant): Block {
  const styles = armStyles(study.setup);
  const metric = studyMetricName(study.setup.metrics[0]!);
  const languages = study.setup.languages.flatMap((language) => {
    const cells = [...styles.keys()].map((arm) => {
      return {
        arm,
        cells: ofVariant(study, study.cells, arm, language, variant).filter(({ curve }) => curve.length > 1),
      };
    });
    const points = cells.flatMap(({ arm, cells: ofArm }) => curveOverSeeds(arm, ofArm));
    const seeds = Math.max(...cells.map(({ cells: ofArm }) => ofArm.length));
    return points.length === 0 ? [] : [{ language, points, seeds, teacher: teacherLevel(study, language) }];
  });
  const seeds = Math.max(1, ...languages.map((of) => of.seeds));
  const learned = languages.flatMap(({ points }) => points.flatMap(({ low, high }) => [low, high]));
  const levels = languages.flatMap(({ teacher = [] }) => teacher);
  // A teacher far above would press the curves together until arms cannot be told apart.
  const isNear = Math.max(...levels) - Math.max(...learned) <= Math.max(...learned) - Math.min(...learned);
  const domain = enclosing(isNear ? [...learned, ...levels] : learned);
  const plots = languages.map(({ language, points, teacher: level }): Plots['plots'][number] => {
    const teacher = isNear ? level : undefined;
    const last = Math.max(...points.map((point) => point.x));
    const values = [0, 10, 100, 1000, 10_000, 100_000].filter((step) => step <= last * 0.5).concat(last);
    const x = { title: 'training steps', values, symlog: true };
    const y = { title: metric, domain };
    const plot = { title: languageName(language), points, styles, x, y, band: seeds > 1 };
    return { title: plot.title, spec: curvePlot({ ...plot, ...(teacher !== undefined && { teacher }) }) };
  });
  const drawn = new Set(languages.flatMap(({ points }) => points.map(({ arm }) => arm)));
  const legend = [...styles.values()].filter(({ label }) => drawn.has(label));
  const band =
    seeds > 1
      ? `Lines are means over seeds, bands reach from the lowest to the highest of up to ${seeds} seeds.`
      : 'One seed: no bands.';
  const isDrawn = isNear && levels.length > 0;
  if (isDrawn) legend.push({ label: 'teacher', color: teacherColor, dash: [] });
  const beyond = levels.length === 0 || isDrawn ? '' : ` The teacher is above the plots, ${rangeText(levels)}.`;
  const caption = `${metric} along the training, ${variantName(variant)}. ${band}${beyond}`;
  return { kind: 'plots', caption, legend, plots };
}

function rangeText(levels: readonly number[]): string {
  const [lowest, highest] = [Math.min(...levels), Math.max(...levels)].map((level) => level.toFixed(3));
  return lowest === highest ? `at ${lowest}` : `from ${lowest} to ${highest}`;
}

function teacherLevel({ setup, analysis }: StudyResult, language: string): number | undefined {
  const name = setup.arms.find((arm) => 'reference' in arm && arm.reference === 'teacher')?.name;
  return (
    analysis.summaries.find((of) => of.arm === name && of.track === 0 && of.language === language)?.means[0] ??
    undefined
  );
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
