import { OpticalError } from '@optical/errors';
import { openTraining } from '@optical/ort';
import type { Device, Tuning } from '@optical/ort';
import type { Weights } from '@optical/encoder';
import type { PlannedTraining } from '../plan/plan-training.ts';
import type { TrainingResult } from '../plan/training-plan.ts';
import { openWorkbench } from '../worker/workbench.ts';
import { sharesOf } from './steps/profile-shares.ts';
import { openTask, startingPoint } from './open-task.ts';
import { openCheckpointFolder } from './state/checkpoint-folder.ts';
import { newRunState } from './state/run-state.ts';
import type { TimeShares } from './step-metrics.ts';
import { toTensors } from './state/stored-state.ts';
import type { OnTrainingEvent } from './training-event.ts';
import { trainLoop } from './train-loop.ts';

export interface RunTrainingOptions {
  /** Of this training alone: checkpoints and best weights. One process at a time. */
  readonly folder: string;
  /** Of the teacher's vectors, which trainings share. Default: in `folder`. */
  readonly cacheFolder?: string;
  readonly device?: Device;
  readonly tuning?: Tuning;
  /** Ends the training between two steps, with a checkpoint. */
  readonly signal?: AbortSignal;
  readonly onEvent?: OnTrainingEvent;
  /**
   * Where given, what parts of a step solver and optimiser take is measured first, on the CPU provider: some steps' time,
   * no training time. Shares of like steps that it holds are not measured again, new ones are added.
   */
  readonly measuredShares?: Map<string, TimeShares>;
  /** Seconds between progress events. Default 1. */
  readonly progressSeconds?: number;
}

/**
 * Trains what has been planned, from the last sound checkpoint of the folder if there is one: killed at any moment and
 * run again, a training ends with the weights, bit for bit, of one that was left alone on the same device with as many
 * threads (unless it ends by its time limit).
 *
 * @throws OpticalError failed-precondition when the folder holds another training; what teacher, data and device throw
 */
export async function runTraining(plan: PlannedTraining, options: RunTrainingOptions): Promise<TrainingResult> {
  const { folder, cacheFolder = `${folder}/cache`, device = 'cpu', tuning = {}, signal } = options;
  const { onEvent = () => undefined, measuredShares, progressSeconds = 1 } = options;
  const workbench = openWorkbench();
  const store = openCheckpointFolder(folder, plan.digest);
  try {
    const resumed = await store.resume();
    if (resumed) {
      const { step, time } = resumed.state;
      await onEvent({ type: 'resume', step, time: { ...time }, rejected: resumed.rejected });
    }
    const context = { workbench, cacheFolder, device, tuning, ...(signal && { signal }) };
    const initial: Weights = resumed ? new Map() : await startingPoint(plan, context);
    if (plan.totalSteps === 0) {
      const checkpoint = plan.checkpointOf(initial);
      await onEvent({ type: 'snapshot', step: 0, examples: 0, trainingSeconds: 0, checkpoint });
      return { outcome: 'completed', step: 0, best: { step: 0, checkpoint } };
    }
    await using task = await openTask(plan, context);
    const session = await openTraining({
      ...tuning,
      graph: task.graph,
      device,
      parameters: resumed ? {} : toTensors(initial),
      ...(resumed && { state: resumed.tensors(task.graph.state) }),
    });
    try {
      const state = () => session.readState();
      const shares = measuredShares && (await sharesOf(task, { state, device, tuning, measuredShares }));
      return await trainLoop({
        plan,
        task,
        shares,
        session,
        store,
        state: resumed?.state ?? newRunState(),
        best: resumed?.best,
        onEvent,
        progressSeconds,
        ...(signal && { signal }),
      });
    } finally {
      await session.close();
    }
  } catch (error) {
    // Before the first step there is nothing to save: another run begins anew.
    if (signal?.aborted && error instanceof OpticalError && error.kind === 'cancelled')
      return { outcome: 'interrupted', step: 0 };
    throw error;
  } finally {
    await workbench.close();
  }
}
