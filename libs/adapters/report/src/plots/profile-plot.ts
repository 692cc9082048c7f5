import type { StudyProfile } from '@optical/evaluation';
import type { TopLevelSpec } from 'vega-lite';
import type { LegendEntry } from '../document/report-document.ts';
import { armScales } from './arm-styles.ts';
import { plotConfig, plotSize } from './plot-config.ts';

/** Steps that rise with the factor, one per arm. */
export function profilePlot(
  { arms, factors, values }: StudyProfile,
  styles: ReadonlyMap<string, LegendEntry>,
  title: string,
): TopLevelSpec {
  const scales = armScales(styles);
  const points = arms.flatMap((arm, row) =>
    factors.map((factor, column) => ({ arm, factor, share: values[row]![column]! })),
  );
  return {
    title,
    ...plotSize,
    config: plotConfig,
    data: { values: points },
    mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2 },
    encoding: {
      x: {
        field: 'factor',
        type: 'quantitative',
        scale: { type: 'log', base: 2, nice: false },
        axis: { title: 'times the steps of the fastest', values: [1, 2, 4, 8, 16], format: 'd' },
      },
      y: {
        field: 'share',
        type: 'quantitative',
        scale: { domain: [0, 1] },
        axis: { title: 'share of runs', format: '.0%', tickCount: 5 },
      },
      color: { field: 'arm', type: 'nominal', scale: scales.color, legend: null },
      strokeDash: { field: 'arm', type: 'nominal', scale: scales.dash, legend: null },
    },
  };
}
