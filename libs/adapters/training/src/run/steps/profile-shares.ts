import { createHash } from 'node:crypto';
import { profileModel, openTraining } from '@optical/ort';
import type { Weights } from '@optical/encoder';
import type { TimeShares } from '../step-metrics.ts';
import { toTensors } from '../state/stored-state.ts';
import type { TaskOptions } from './student-training.ts';
import type { TrainingTask } from './training-task.ts';

/** Nodes of the transport and assignment terms: cost, solver and metrics, no gradients. */
const solverNodes = /^loss\/(?:ot-|assignment)/;

/** Nodes of the update: neither encoder, loss, gradients nor metrics of collapse. */
const otherNodes = /^(?:encoder|loss|gradient|collapse|query|passage)\//;

/**
 * The shares of a task, measured unless they are known; undefined on other devices than the CPU, whose provider alone
 * tells the time of each operator.
 */
export async function sharesOf(
  task: TrainingTask,
  weights: Weights,
  { measuredShares, ...options }: TaskOptions & { readonly measuredShares: Map<string, TimeShares> },
): Promise<TimeShares | undefined> {
  if (options.device !== 'cpu') return undefined;
  const key = createHash('sha256').update(task.graph.model).digest('hex');
  const shares = measuredShares.get(key) ?? (await profileShares(task, weights, options));
  measuredShares.set(key, shares);
  return shares;
}

/**
 * What parts of a step's time solver and optimiser take, from a profile of the first batch with the first weights.
 * Takes the time of some steps, and memory for a second copy of the model's state meanwhile.
 */
async function profileShares(task: TrainingTask, weights: Weights, options: TaskOptions): Promise<TimeShares> {
  const { device, tuning } = options;
  const batches = task.batches(0);
  const { value: batch } = await batches.next();
  const session = await openTraining({ ...tuning, graph: task.graph, device, parameters: toTensors(weights) });
  const state = await session.readState().finally(() => session.close());
  const feeds = { ...state, ...batch!.feeds };
  const { nodes } = await profileModel({ ...tuning, model: task.graph.model, feeds, device, runs: 2, warmUp: 1 });
  const shareOf = (counts: (name: string) => boolean): number => {
    const seconds = nodes.filter(({ name }) => counts(name)).reduce((sum, node) => sum + node.seconds, 0);
    return seconds / nodes.reduce((sum, node) => sum + node.seconds, 0);
  };
  return { solver: shareOf((name) => solverNodes.test(name)), optimizer: shareOf((name) => !otherNodes.test(name)) };
}
