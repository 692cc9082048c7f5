import type { TopLevelSpec } from 'vega-lite';
import type { LegendEntry } from '../document/report-document.ts';
import { armScales } from './arm-styles.ts';
import { plotConfig, plotSize } from './plot-config.ts';

export const teacherColor = '#777777';

/** The range of values, widened to twentieths. */
export function enclosing(values: readonly number[]): [number, number] {
  return [Math.floor(Math.min(...values) * 20) / 20, Math.ceil(Math.max(...values) * 20) / 20];
}

/** A point of an arm's curve: the mean over seeds, and the lowest and highest of them. */
export interface CurvePlotPoint {
  readonly arm: string;
  readonly x: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface CurvePlot {
  readonly title: string;
  readonly points: readonly CurvePlotPoint[];
  /** Level of the teacher: a line across. */
  readonly teacher?: number;
  readonly styles: ReadonlyMap<string, LegendEntry>;
  readonly x: { readonly title: string; readonly values: readonly number[]; readonly symlog: boolean };
  /** Plots side by side share a domain, so that heights compare. */
  readonly y: { readonly title: string; readonly domain: readonly [number, number] };
  readonly band: boolean;
}

/** Lines over a logarithmic axis, each with a band over seeds. */
export function curvePlot({ title, points, teacher, styles, x, y, band }: CurvePlot): TopLevelSpec {
  const scales = armScales(styles);
  const color = { field: 'arm', type: 'nominal' as const, scale: scales.color, legend: null };
  const xScale = x.symlog ? { type: 'symlog' as const, constant: 4 } : { type: 'log' as const };
  const encoding = {
    x: {
      field: 'x',
      type: 'quantitative' as const,
      scale: xScale,
      axis: { title: x.title, values: [...x.values], format: ',d' },
    },
    color,
  };
  const yScale = { domain: [...y.domain], nice: false };
  const area = {
    mark: { type: 'area' as const, opacity: 0.18 },
    encoding: { ...encoding, y: { field: 'low', type: 'quantitative' as const, scale: yScale }, y2: { field: 'high' } },
  };
  const line = {
    mark: { type: 'line' as const, strokeWidth: 2, point: { size: 26, filled: true } },
    encoding: {
      ...encoding,
      y: {
        field: 'mean',
        type: 'quantitative' as const,
        scale: yScale,
        axis: { title: y.title, format: '.2f', tickCount: 5 },
      },
      strokeDash: { field: 'arm', type: 'nominal' as const, scale: scales.dash, legend: null },
    },
  };
  const rule = {
    data: { values: [{ level: teacher }] },
    mark: { type: 'rule' as const, color: teacherColor, strokeWidth: 1.2 },
    encoding: { y: { field: 'level', type: 'quantitative' as const } },
  };
  return {
    title,
    ...plotSize,
    config: plotConfig,
    data: { values: [...points] },
    layer: [...(band ? [area] : []), line, ...(teacher === undefined ? [] : [rule])],
  };
}
