import { invalidArgument } from '@optical/errors';
import type { TrainingGraph } from '@optical/graph';
import { defaultEntryPoints } from '../entry-points.ts';
import type { EntryPoints } from '../entry-points.ts';
import { checkTensors } from '../runtime/check-tensors.ts';
import type { Device } from '../runtime/device.ts';
import type { TensorType } from '../runtime/tensor-type.ts';
import type { Tuning } from '../runtime/tuning.ts';
import { packTensors } from '../thread/transfer.ts';
import type { Tensors } from '../thread/transfer.ts';
import { WorkerThread } from '../thread/worker-thread.ts';
import { initialState, parameterTypes, stateTypes } from './initial-state.ts';
import type { StateData } from './open-state.ts';
import { runBatches } from './run-batches.ts';
import type { Batches, RunOptions, RunSummary } from './run-batches.ts';
import { stepReports } from './step-report.ts';
import type { StepReport, TimedSteps } from './step-report.ts';
import type { OpenedTraining, TrainingMethods } from './training-service.ts';

export interface OpenTrainingOptions extends Tuning {
  readonly graph: TrainingGraph;
  /** First values of what is trained, and what is frozen, by the graph's names. Their buffers move to the worker. */
  readonly parameters: Tensors;
  /** What `readState` gave, to go on from there; then `parameters` holds the frozen ones only. */
  readonly state?: Tensors;
  /** Default `cpu`; `createDeviceChooser` finds out what the machine has. */
  readonly device?: Device;
  readonly entryPoints?: Pick<EntryPoints, 'worker'>;
}

export interface TrainingDescription {
  readonly device: Device;
  readonly stepsPerCall: number;
  /** Types of a batch. */
  readonly inputs: readonly TensorType[];
  readonly state: readonly TensorType[];
}

/**
 * A model in training. Weights and moments stay with a worker: on WebGPU in the device's memory, on CPU and CUDA in the
 * process's, which on CUDA cross the bus once per call.
 */
export interface TrainingSession {
  /**
   * Makes one call of the graph: one step, or `stepsPerCall` of them, a batch each. The batches' buffers move to the
   * worker when a tensor fills its buffer from end to end. A step that fails leaves the state as it was before the
   * call, except tensors updated in place; further steps are refused until `writeState`.
   * @throws OpticalError invalid-argument, naming the tensors that are wrong or holding values that the model refuses;
   *   exhausted if more than a few calls are under way; unavailable if the worker died
   */
  step(...batches: Tensors[]): Promise<readonly StepReport[]>;
  /** Makes a step for each batch, the next being fetched while one is computed. */
  run(batches: Batches, options?: RunOptions): Promise<RunSummary>;
  /**
   * A copy of weights, moments and counters after the last step, by the names of the model's inputs. Training goes on
   * from it bit for bit.
   * @throws OpticalError data-loss if a step failed that may have updated tensors in place
   */
  readState(): Promise<Tensors>;
  /** Replaces the tensors given, which are moved as those of a batch. */
  writeState(state: Tensors): Promise<void>;
  describe(): TrainingDescription;
  /** Lets the running step end and releases model, state and thread. */
  close(): Promise<void>;
}

/**
 * @throws OpticalError invalid-argument if parameters are missing, unknown or of another type; failed-precondition if
 *   the model cannot be loaded on the device
 */
export async function openTraining({
  graph,
  parameters,
  state,
  device = 'cpu',
  entryPoints = defaultEntryPoints,
  ...tuning
}: OpenTrainingOptions): Promise<TrainingSession> {
  const types = stateTypes(graph.state);
  checkTensors([...(state === undefined ? parameterTypes(graph.state) : []), ...graph.frozen], parameters);
  if (state !== undefined) checkTensors(types, state);
  const first = packTensors(state ?? initialState(graph.state, parameters));
  const frozen = packTensors(Object.fromEntries(graph.frozen.map(({ name }) => [name, parameters[name]!])));
  const worker = await WorkerThread.start<TrainingMethods>({
    entry: entryPoints.worker,
    role: 'training',
    data: { graph, state: first.tensors, frozen: frozen.tensors, device, tuning } satisfies StateData,
    transfer: [...new Set([...first.transfer, ...frozen.transfer])],
    queueLimit: 4,
  });
  const { inputs } = worker.opened as OpenedTraining;
  return trainingSession(worker, { device, stepsPerCall: graph.stepsPerCall, inputs, state: types });
}

function trainingSession(worker: WorkerThread<TrainingMethods>, description: TrainingDescription): TrainingSession {
  const { stepsPerCall, inputs, state: types } = description;
  const call = async (batches: readonly Tensors[]): Promise<TimedSteps> => {
    if (batches.length !== stepsPerCall) {
      const description = `${batches.length} were given; a call of this graph takes ${stepsPerCall}`;
      throw invalidArgument({ field: 'batches', description });
    }
    for (const batch of batches) checkTensors(inputs, batch);
    const packed = batches.map(packTensors);
    const transfer = new Set(packed.flatMap((batch) => batch.transfer));
    const { value, ...instants } = await worker.call(
      'step',
      packed.map(({ tensors }) => tensors),
      { transfer: [...transfer] },
    );
    return { ...value, ...instants };
  };
  return {
    async step(...batches) {
      const timed = await call(batches);
      return stepReports(timed, timed.calledAt);
    },
    run: (batches, options) => runBatches(call, stepsPerCall, batches, options),
    readState: async () => (await worker.call('readState', undefined)).value,
    async writeState(state) {
      checkTensors(
        types.filter(({ name }) => name in state),
        state,
      );
      const { tensors, transfer } = packTensors(state);
      await worker.call('writeState', tensors, { transfer });
    },
    describe: () => description,
    close: () => worker.close(),
  };
}
