import type { TransportSettings, WeightedObjective } from '@optical/distillation';

/** Mass of a transport problem on both sides. */
const onBoth = (marginal: NonNullable<TransportSettings['studentMarginal']>): TransportSettings => ({
  studentMarginal: marginal,
  teacherMarginal: marginal,
});

/** Losses of students by the names that studies use. */
export const studentArms = {
  'zero-shot': [],
  'pooled-mse': [{ objective: 'pooled-mse' }],
  'position-mse': [{ objective: 'position-mse' }],
  greedy: [{ objective: 'greedy' }],
  assignment: [{ objective: 'assignment' }],
  'ot-sinkhorn-positions': [{ objective: 'ot-sinkhorn', transport: onBoth('uniform-positions') }],
  'ot-sinkhorn': [{ objective: 'ot-sinkhorn', transport: onBoth('uniform-tokens') }],
  'ot-sinkhorn-idf': [{ objective: 'ot-sinkhorn', transport: onBoth('inverse-document-frequency') }],
  'ot-ipot': [{ objective: 'ot-ipot', transport: onBoth('uniform-tokens') }],
  'ot-unbalanced': [{ objective: 'ot-unbalanced', transport: onBoth('uniform-tokens') }],
  contrastive: [{ objective: 'contrastive' }],
  'score-kl': [{ objective: 'score-kl' }],
  'ot-contrastive': [
    { objective: 'ot-sinkhorn', transport: onBoth('inverse-document-frequency') },
    { objective: 'contrastive', weight: 0.3 },
  ],
} as const satisfies Readonly<Record<string, readonly WeightedObjective[]>>;

export type StudentArm = keyof typeof studentArms;
