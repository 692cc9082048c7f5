import { isTrained } from '@optical/evaluation';
import type { StudyCell, StudyResult } from '@optical/evaluation';
import { costPlot } from '../plots/cost-plot.ts';
import { palette } from '../plots/arm-styles.ts';
import { paragraph } from './report-document.ts';
import type { Block, Section } from './report-document.ts';

/** Where the seconds of cells go, in the order of the bars. */
const parts = [
  'solver',
  'encoder',
  'optimiser',
  'teacher',
  'data',
  'held-out loss',
  'checkpoints',
  'evaluation',
] as const;

type Part = (typeof parts)[number];

const colors = ['#d55e00', '#0072b2', '#e69f00', '#009e73', '#56b4e9', '#cc79a7', '#999999', '#000000'];

/** Mean seconds per cell of every trained arm: transport solver, encoder, optimiser and what is around them. */
export function costSection({ setup, cells, stages }: StudyResult): Section {
  const arms = setup.arms.filter(isTrained).flatMap(({ name }) => {
    const timed = cells.filter(({ arm, time }) => arm === name && time !== undefined);
    return timed.length === 0 ? [] : [{ name, count: timed.length, seconds: meanSplit(timed) }];
  });
  const blocks: Block[] = [];
  if (arms.length === 0) blocks.push(paragraph('No arm has trained yet.'));
  else {
    const shown = parts.filter((part) => arms.some(({ seconds }) => (seconds[part] ?? 0) > 0));
    const legend = shown.map((part) => ({ label: part, color: colors[parts.indexOf(part)] ?? palette[0] }));
    const bars = arms.flatMap(({ name, seconds }) =>
      shown.map((part) => ({ arm: name, part, seconds: seconds[part] ?? 0 })),
    );
    blocks.push(
      {
        kind: 'plots',
        caption:
          'Mean seconds per cell. “encoder” is what steps take beside solver and optimiser, where the device reports these; ' +
          'teacher and data are waiting times. Evaluation is not part of the training time.',
        legend,
        plots: [{ title: 'Seconds per cell', spec: costPlot(bars, legend) }],
      },
      {
        kind: 'table',
        caption: 'Mean seconds per cell',
        columns: [{ title: 'arm' }, ...['cells', ...parts].map((title) => ({ title, numeric: true }))],
        rows: arms.map(({ name, count, seconds }) => {
          return [name, String(count), ...parts.map((part) => seconds[part]?.toFixed(1) ?? 'not reported')];
        }),
      },
    );
  }
  if (stages.length > 0) {
    blocks.push({
      kind: 'table',
      caption: 'Stages that cells share',
      columns: [{ title: 'stage' }, { title: 'seconds', numeric: true }],
      rows: stages.map(({ name, seconds }) => [name, seconds.toFixed(1)]),
    });
  }
  return { id: 'cost', title: 'Where the time goes', blocks };
}

/** Unset where no cell of the arm reports a part. */
function meanSplit(cells: readonly StudyCell[]): Partial<Record<Part, number>> {
  const mean = (secondsOf: (cell: StudyCell) => number | undefined): number | undefined => {
    const known = cells.map(secondsOf).filter((seconds) => seconds !== undefined);
    return known.length === 0 ? undefined : known.reduce((sum, seconds) => sum + seconds, 0) / known.length;
  };
  const means: Record<Part, number | undefined> = {
    solver: mean(({ time }) => time?.solver),
    encoder: mean(({ time }) => time && time.steps - (time.solver ?? 0) - (time.optimizer ?? 0)),
    optimiser: mean(({ time }) => time?.optimizer),
    teacher: mean(({ time }) => time?.teacher),
    data: mean(({ time }) => time?.data),
    'held-out loss': mean(({ time }) => time?.validation),
    checkpoints: mean(({ time }) => time?.checkpoints),
    evaluation: mean(({ evaluationSeconds }) => evaluationSeconds),
  };
  return Object.fromEntries(Object.entries(means).filter(([, seconds]) => seconds !== undefined));
}
