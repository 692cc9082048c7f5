import { isTrained, usesTransport } from '@optical/evaluation';
import type { StudySetup } from '@optical/evaluation';
import type { LegendEntry } from '../document/report-document.ts';

/** Okabe and Ito's palette without yellow, which is too faint on white: told apart by colour-blind readers. */
export const palette = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000'] as const;

/** Every trained arm's line: unbroken with optimal transport, dashed without, a new dash when colours repeat. */
export function armStyles({ arms }: StudySetup): Map<string, LegendEntry> {
  const dashes = {
    with: [[], [10, 2], [14, 2, 2, 2]],
    without: [
      [5, 3],
      [2, 2],
      [8, 3, 2, 3],
    ],
  };
  return new Map(
    arms.filter(isTrained).map((arm, index) => {
      const ofKind = usesTransport(arm) ? dashes.with : dashes.without;
      const dash = ofKind[Math.floor(index / palette.length) % ofKind.length]!;
      return [arm.name, { label: arm.name, color: palette[index % palette.length]!, dash }];
    }),
  );
}

/** Vega-Lite's scales of colour and dash for lines named by the field `arm`. */
export function armScales(styles: ReadonlyMap<string, LegendEntry>) {
  const domain = [...styles.keys()];
  const entries = [...styles.values()];
  return {
    color: { domain, range: entries.map(({ color }) => color) },
    dash: { domain, range: entries.map(({ dash = [] }) => (dash.length === 0 ? [1, 0] : [...dash])) },
  };
}
