import { annealedEpsilon, constantEpsilon } from '@optical/transport';
import type { EpsilonSchedule } from '@optical/transport';
import { annealingDefaults, sinkhornDefaults } from './transport-defaults.ts';
import type { TransportSettings } from './settings.ts';

/** The regularisation of each iteration of Sinkhorn's algorithm. */
export function regularizationSchedule(settings: TransportSettings): EpsilonSchedule {
  const { regularization: target, iterations } = { ...sinkhornDefaults, ...settings };
  const { start: blurred, sharpest } = annealingDefaults;
  const start = settings.initialRegularization ?? (target < sharpest ? blurred : target);
  const falling = Math.floor(iterations / 2);
  if (start === target || falling === 0) return constantEpsilon(target, iterations);
  return annealedEpsilon({ start, target, decay: (target / start) ** (1 / falling), iterations });
}
