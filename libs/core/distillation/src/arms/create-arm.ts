import type { ObjectiveName, WeightedObjective } from '../objective/objective.ts';
import type { Arm } from './arm.ts';
import { assignment } from './assignment.ts';
import { contrastive } from './contrastive.ts';
import { greedy } from './greedy.ts';
import { otIpot } from './ot-ipot.ts';
import { otSinkhorn } from './ot-sinkhorn.ts';
import { otUnbalanced } from './ot-unbalanced.ts';
import { pooledMse } from './pooled-mse.ts';
import { positionMse } from './position-mse.ts';
import { scoreKl } from './score-kl.ts';

type Settings = Pick<WeightedObjective, 'transport' | 'softmax' | 'greedy'>;

const arms: Readonly<Record<ObjectiveName, (settings: Settings) => Arm>> = {
  'pooled-mse': () => pooledMse(),
  'position-mse': () => positionMse(),
  greedy: (settings) => greedy(settings.greedy),
  assignment: ({ transport }) => assignment(transport),
  'ot-sinkhorn': ({ transport }) => otSinkhorn(transport),
  'ot-ipot': ({ transport }) => otIpot(transport),
  'ot-unbalanced': ({ transport }) => otUnbalanced(transport),
  contrastive: ({ softmax }) => contrastive(softmax),
  'score-kl': ({ softmax }) => scoreKl(softmax),
};

/** The arm of an objective with its settings, which must be valid: see `validateObjectives`. */
export function createArm(objective: WeightedObjective): Arm {
  return arms[objective.objective](objective);
}
