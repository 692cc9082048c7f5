import { invalidArgument } from '@optical/errors';
import { checkedIterations } from './epsilon-schedule.ts';

/** Settings of IPOT; the defaults are UNITER's (Chen et al., ECCV 2020, arXiv 1909.11740). */
export interface ProximalOptions {
  /** beta > 0, the weight of the proximal KL term, in units of the cost; 0.5 unless given. */
  readonly beta?: number;
  /** Proximal steps; 50 unless given. */
  readonly outerIterations?: number;
  /** Sinkhorn iterations within a proximal step; 1 unless given. */
  readonly innerIterations?: number;
}

/** The options with their defaults; throws invalid-argument if one is out of range. */
export function proximalSettings({
  beta = 0.5,
  outerIterations = 50,
  innerIterations = 1,
}: ProximalOptions): Required<ProximalOptions> {
  if (!(beta > 0 && Number.isFinite(beta)))
    throw invalidArgument({ field: 'beta', description: `${beta} is not a positive finite number` });
  return {
    beta,
    outerIterations: checkedIterations(outerIterations),
    innerIterations: checkedIterations(innerIterations),
  };
}
