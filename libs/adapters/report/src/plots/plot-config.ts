import type { TopLevelSpec } from 'vega-lite';

const font = 'Helvetica, Arial, sans-serif';

/** What all plots share: their size suits a narrow screen, several stand side by side on a wide one. */
export const plotSize = { width: 240, height: 180 } as const;

export const plotConfig: NonNullable<TopLevelSpec['config']> = {
  background: 'transparent',
  font,
  axis: {
    labelFontSize: 11,
    titleFontSize: 11,
    titleFontWeight: 'normal',
    titleColor: '#333333',
    labelColor: '#333333',
    gridColor: '#e4e4e4',
    domainColor: '#888888',
    tickColor: '#888888',
  },
  title: { fontSize: 13, fontWeight: 'bold', anchor: 'start', color: '#111111' },
  view: { stroke: null },
};
