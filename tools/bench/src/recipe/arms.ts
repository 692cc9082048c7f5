import type { TransportSettings, WeightedObjective } from '@optical/distillation';

/** From blurred to sharp within a solve: leaves a tenth of the marginals' residual of a constant regularisation. */
const annealed: TransportSettings = { regularization: 0.02, initialRegularization: 0.5, iterations: 50 };

const sinkhorn = (marginal: NonNullable<TransportSettings['studentMarginal']>): WeightedObjective => ({
  objective: 'ot-sinkhorn',
  transport: { ...annealed, studentMarginal: marginal, teacherMarginal: marginal },
});

/** What the students of a recipe are trained on, by name of the arm. */
export const arms = {
  greedy: [{ objective: 'greedy', greedy: { symmetric: true } }],
  contrastive: [{ objective: 'contrastive' }],
  'ot_sinkhorn.positions': [sinkhorn('uniform-positions')],
  'ot_sinkhorn.tokens': [sinkhorn('uniform-tokens')],
  'ot_sinkhorn.idf': [sinkhorn('inverse-document-frequency')],
  ot_ipot: [{ objective: 'ot-ipot' }],
  'ot_sinkhorn.idf+contrastive': [sinkhorn('inverse-document-frequency'), { objective: 'contrastive', weight: 0.3 }],
} as const satisfies Readonly<Record<string, readonly WeightedObjective[]>>;

export type ArmName = keyof typeof arms;

export const armNames = Object.keys(arms) as ArmName[];
