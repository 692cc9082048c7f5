import type { AlarmKind } from './alarm.ts';

export interface AlarmThreshold {
  readonly threshold: number;
  /** On which side of the threshold the alarm is. */
  readonly raised: 'above' | 'below';
  /** What a threshold may be. */
  readonly range: readonly [least: number, greatest: number];
}

/**
 * Defaults. `mean-cosine`: of two different token vectors of a batch. `effective-rank`: of a batch's token vectors.
 * `divergence`: the smoothed loss divided by its lowest value so far. `marginal-residual`: of the transport plans; the
 * default recipe's stay near 0.02.
 * `identical-rankings`: share of held-out queries with the same ranking as another.
 */
export const alarmThresholds: Readonly<Record<Exclude<AlarmKind, 'non-finite'>, AlarmThreshold>> = {
  'mean-cosine': { threshold: 0.95, raised: 'above', range: [-1, 1] },
  'effective-rank': { threshold: 4, raised: 'below', range: [1, Infinity] },
  divergence: { threshold: 2, raised: 'above', range: [1, Infinity] },
  'marginal-residual': { threshold: 0.05, raised: 'above', range: [0, Infinity] },
  'identical-rankings': { threshold: 0.5, raised: 'above', range: [0, 1] },
};
