import type { ObjectiveMix, ReferenceMethod, StudyArm } from '@optical/contracts/evaluator';
import type { Marginal } from '@optical/contracts/distiller';

/** Mass of a transport problem on both sides. */
const onBoth = (marginal: Marginal) => ({ transport: { studentMarginal: marginal, teacherMarginal: marginal } });

const everyPosition = onBoth('MARGINAL_UNIFORM_POSITIONS');
const realTokens = onBoth('MARGINAL_UNIFORM_TOKENS');
const rareTokens = onBoth('MARGINAL_INVERSE_DOCUMENT_FREQUENCY');

/** Losses by the names that reports show. `ot-sinkhorn` is the paper's: uniform mass on all positions. */
export const trainedArms = {
  'pooled-mse': [{ objective: 'OBJECTIVE_POOLED_MSE' }],
  'position-mse': [{ objective: 'OBJECTIVE_POSITION_MSE' }],
  greedy: [{ objective: 'OBJECTIVE_GREEDY' }],
  assignment: [{ objective: 'OBJECTIVE_ASSIGNMENT', ...realTokens }],
  'ot-sinkhorn': [{ objective: 'OBJECTIVE_OT_SINKHORN', ...everyPosition }],
  'ot-sinkhorn-tokens': [{ objective: 'OBJECTIVE_OT_SINKHORN', ...realTokens }],
  'ot-sinkhorn-idf': [{ objective: 'OBJECTIVE_OT_SINKHORN', ...rareTokens }],
  'ot-ipot': [{ objective: 'OBJECTIVE_OT_IPOT', ...realTokens }],
  'ot-unbalanced': [{ objective: 'OBJECTIVE_OT_UNBALANCED', ...realTokens }],
  contrastive: [{ objective: 'OBJECTIVE_CONTRASTIVE' }],
  'score-kl': [{ objective: 'OBJECTIVE_SCORE_KL' }],
  'ot-contrastive': [
    { objective: 'OBJECTIVE_OT_SINKHORN', ...rareTokens },
    { objective: 'OBJECTIVE_CONTRASTIVE', weight: 0.3 },
  ],
} as const satisfies Readonly<Record<string, ObjectiveMix['objectives']>>;

export type TrainedArm = keyof typeof trainedArms;

const methods = {
  'zero-shot': 'REFERENCE_METHOD_ZERO_SHOT',
  teacher: 'REFERENCE_METHOD_TEACHER',
  bm25: 'REFERENCE_METHOD_BM25',
  psq: 'REFERENCE_METHOD_PSQ',
} as const satisfies Readonly<Record<string, ReferenceMethod>>;

/** Arms by name. */
export function armsNamed(...names: readonly (TrainedArm | keyof typeof methods)[]): StudyArm[] {
  return names.map((name) =>
    name in methods
      ? { name, reference: { method: methods[name as keyof typeof methods] } }
      : { name, distillation: { objectives: [...trainedArms[name as TrainedArm]] } },
  );
}
