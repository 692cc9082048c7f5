import { effectiveRank } from '../diagnostics/effective-rank.ts';

/** What was measured at one step. Not every step measures everything. */
export interface Measurement {
  /** Optimisation steps done. */
  readonly step: number;
  readonly loss?: number;
  readonly gradientNorm?: number;
  readonly meanCosine?: number;
  readonly effectiveRank?: number;
  /** The greatest marginal residual of the loss's terms. */
  readonly residual?: number;
  /** Share of held-out queries with the same ranking as another. */
  readonly identicalRankings?: number;
}

/**
 * The measurement in the metrics of a training step or held-out loss of this package.
 * @param metrics scalars by name
 * @param secondMoment the metric of that name, where the effective rank is wanted: it costs O(dims³)
 */
export function measurementOf(
  step: number,
  { loss, gradientNorm, meanCosine, ...metrics }: Readonly<Record<string, number>>,
  secondMoment?: ArrayLike<number>,
): Measurement {
  const residuals = Object.keys(metrics).filter((name) => name.startsWith('residual.'));
  return {
    step,
    ...(loss !== undefined && { loss }),
    ...(gradientNorm !== undefined && { gradientNorm }),
    ...(meanCosine !== undefined && { meanCosine }),
    ...(residuals.length > 0 && { residual: Math.max(...residuals.map((name) => metrics[name]!)) }),
    ...(secondMoment !== undefined && { effectiveRank: effectiveRank(secondMoment) }),
  };
}
