import type { TopLevelSpec } from 'vega-lite';
import type { LegendEntry } from '../document/report-document.ts';
import { plotConfig } from './plot-config.ts';

/** Stacked bars of seconds, one per arm, parts in the order of the legend. */
export function costPlot(
  bars: readonly { readonly arm: string; readonly part: string; readonly seconds: number }[],
  legend: readonly LegendEntry[],
): TopLevelSpec {
  const domain = legend.map(({ label }) => label);
  const values = bars.map((bar) => ({ ...bar, order: domain.indexOf(bar.part) }));
  return {
    width: 270,
    height: { step: 22 },
    config: plotConfig,
    data: { values },
    mark: { type: 'bar', stroke: '#ffffff', strokeWidth: 0.5 },
    encoding: {
      y: { field: 'arm', type: 'nominal', sort: null, axis: { title: null, labelLimit: 150 } },
      x: { field: 'seconds', type: 'quantitative', axis: { title: 'seconds', tickCount: 5 } },
      color: {
        field: 'part',
        type: 'nominal',
        scale: { domain, range: legend.map(({ color }) => color) },
        legend: null,
      },
      order: { field: 'order', type: 'quantitative' },
    },
  };
}
