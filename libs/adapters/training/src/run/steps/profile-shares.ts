import { profileModel } from '@optical/ort';
import type { Device, Tensors, Tuning } from '@optical/ort';
import type { TimeShares } from '../step-metrics.ts';
import type { TrainingTask } from './training-task.ts';

/** Nodes of the transport and assignment terms: cost, solver and metrics, no gradients. */
const solverNodes = /^loss\/(?:ot-|assignment)/;

/** Nodes of the update: neither encoder, loss, gradients nor metrics of collapse. */
const otherNodes = /^(?:encoder|loss|gradient|collapse|query|passage)\//;

export interface ShareOptions {
  /** Of the training's session, of which a copy is made. */
  readonly state: () => Promise<Tensors>;
  readonly device: Device;
  readonly tuning: Tuning;
  /** By `timeKey`, to which the task's are added. */
  readonly measuredShares: Map<string, TimeShares>;
}

/**
 * The shares of a task, measured unless they are known; undefined on other devices than the CPU, whose provider alone
 * tells the time of each operator.
 */
export async function sharesOf(task: TrainingTask, options: ShareOptions): Promise<TimeShares | undefined> {
  if (options.device !== 'cpu') return undefined;
  const { measuredShares } = options;
  const shares = measuredShares.get(task.timeKey) ?? (await profileShares(task, options));
  measuredShares.set(task.timeKey, shares);
  return shares;
}

/**
 * What parts of a step's time solver and optimiser take, from a profile of the first batch with the first weights.
 * Takes the time of some steps, and memory for a second copy of the model's state meanwhile.
 */
async function profileShares(task: TrainingTask, { state, device, tuning }: ShareOptions): Promise<TimeShares> {
  const batches = task.batches(0, 1);
  const { value: batch } = await batches.next();
  const feeds = { ...(await state()), ...batch!.feeds };
  const { nodes } = await profileModel({ ...tuning, model: task.graph.model, feeds, device, runs: 2, warmUp: 1 });
  const shareOf = (counts: (name: string) => boolean): number => {
    const seconds = nodes.filter(({ name }) => counts(name)).reduce((sum, node) => sum + node.seconds, 0);
    return seconds / nodes.reduce((sum, node) => sum + node.seconds, 0);
  };
  return { solver: shareOf((name) => solverNodes.test(name)), optimizer: shareOf((name) => !otherNodes.test(name)) };
}
