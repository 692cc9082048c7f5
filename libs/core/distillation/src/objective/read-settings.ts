import type { ObjectiveName } from './objective.ts';
import type { GreedySettings, SoftmaxSettings, TransportSettings } from './settings.ts';

export const settingGroups = ['transport', 'softmax', 'greedy'] as const;

interface ReadSettings {
  readonly transport?: readonly (keyof TransportSettings)[];
  readonly softmax?: readonly (keyof SoftmaxSettings)[];
  readonly greedy?: readonly (keyof GreedySettings)[];
}

const marginals = ['studentMarginal', 'teacherMarginal'] as const;
const solver = [...marginals, 'regularization', 'iterations', 'unroll'] as const;
const softmax = ['temperature', 'symmetric'] as const;

/** Which settings each objective reads; giving it others is an error. */
export const readSettings: Readonly<Record<ObjectiveName, ReadSettings>> = {
  'pooled-mse': {},
  'position-mse': {},
  greedy: { greedy: ['symmetric'] },
  assignment: { transport: marginals },
  'ot-sinkhorn': { transport: [...solver, 'initialRegularization'] },
  'ot-ipot': { transport: [...solver, 'innerIterations'] },
  'ot-unbalanced': { transport: [...solver, 'initialRegularization', 'marginalPenalty'] },
  contrastive: { softmax },
  'score-kl': { softmax },
};
