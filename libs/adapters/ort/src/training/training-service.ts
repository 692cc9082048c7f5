import { failedPrecondition, OpticalError } from '@optical/errors';
import { loadRuntime } from '../runtime/load-runtime.ts';
import { runError } from '../runtime/runtime-error.ts';
import { toRuntimeTensors } from '../runtime/runtime-tensor.ts';
import type { TensorType } from '../runtime/tensor-type.ts';
import { now } from '../thread/protocol.ts';
import type { Service } from '../thread/serve.ts';
import { packTensors } from '../thread/transfer.ts';
import type { Tensors } from '../thread/transfer.ts';
import { openState } from './open-state.ts';
import type { StateData } from './open-state.ts';
import { stack, unstack } from './stacking.ts';
import type { StepReport } from './step-report.ts';

export interface OpenedTraining {
  /** Types of a batch, of one step. */
  readonly inputs: readonly TensorType[];
}

export interface StepAnswer {
  readonly steps: readonly Omit<StepReport, 'seconds'>[];
  readonly runSeconds: number;
}

export interface TrainingMethods {
  readonly step: (batches: readonly Tensors[]) => StepAnswer;
  readonly readState: (nothing: undefined) => Tensors;
  readonly writeState: (state: Tensors) => undefined;
}

/** Trains one model, in a worker that owns its state. */
export async function openTrainingService(data: StateData): Promise<Service<TrainingMethods>> {
  const { stepsPerCall, state: specs } = data.graph;
  const runtime = await loadRuntime();
  const { inputs, frozen, state, dispose } = await openState(runtime, data);
  /** Steps that were posted before the caller learned of a failure must not train on. */
  let failed = false;
  return {
    opened: { inputs } satisfies OpenedTraining,
    methods: {
      step: async (batches) => {
        if (failed) throw failedPrecondition('a step has failed: write the state or open the training anew');
        const feeds = stack(batches, stepsPerCall);
        const startedAt = now();
        try {
          const metrics = await state.step({ ...toRuntimeTensors(runtime, feeds), ...frozen });
          return { value: { steps: unstack(metrics, stepsPerCall), runSeconds: now() - startedAt } };
        } catch (error) {
          failed = true;
          throw runError('the training step failed', error, feeds);
        }
      },
      readState: async () => {
        if (failed && specs.some(({ inPlace }) => inPlace))
          throw new OpticalError('data-loss', 'the step that failed may have left the state half updated');
        const { tensors, transfer } = packTensors(await state.read());
        return { value: tensors, transfer };
      },
      writeState: async (tensors) => {
        await state.write(tensors);
        failed = false;
        return { value: undefined };
      },
    },
    close: dispose,
  };
}
