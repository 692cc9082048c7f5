import type { GreedySettings, SoftmaxSettings, TransportSettings } from './settings.ts';

/** What a student is trained on, for pairs of English and foreign texts; the members of the wire's `Objective`. */
export const objectiveNames = [
  'pooled-mse',
  'position-mse',
  'greedy',
  'assignment',
  'ot-sinkhorn',
  'ot-ipot',
  'ot-unbalanced',
  'contrastive',
  'score-kl',
] as const;

export type ObjectiveName = (typeof objectiveNames)[number];

/** One term of a loss; the wire's `WeightedObjective`. */
export interface WeightedObjective {
  readonly objective: ObjectiveName;
  /** Factor of the term, above 0 and finite. Default 1. */
  readonly weight?: number;
  /** For `assignment`, which reads the marginals only, and the `ot-` objectives. */
  readonly transport?: TransportSettings;
  /** For `contrastive` and `score-kl`. */
  readonly softmax?: SoftmaxSettings;
  /** For `greedy`. */
  readonly greedy?: GreedySettings;
}
