import { OpticalError } from '@optical/errors';
import { isStatic } from '@optical/graph';
import type { Dim, TrainingGraph } from '@optical/graph';
import type { InferenceSession } from 'onnxruntime-node';
import type { Device } from '../runtime/device.ts';
import type { Runtime } from '../runtime/load-runtime.ts';
import { toRuntimeTensors } from '../runtime/runtime-tensor.ts';
import { tensorType, zeros } from '../runtime/tensor-type.ts';
import type { TensorType } from '../runtime/tensor-type.ts';
import { sessionOptions } from '../runtime/tuning.ts';
import type { Tuning } from '../runtime/tuning.ts';
import { createSession } from '../session/session-service.ts';
import type { Tensors } from '../thread/transfer.ts';
import { deviceCopies } from './device-copies.ts';
import { hostState } from './host-state.ts';
import { residentState } from './resident-state.ts';
import { withConversionStop } from './stop-conversion.ts';
import type { TrainingState } from './training-state.ts';

export interface StateData {
  readonly graph: TrainingGraph;
  /** By the names of the model's inputs. */
  readonly state: Tensors;
  readonly frozen: Tensors;
  readonly device: Device;
  readonly tuning: Tuning;
}

/** A model ready to train, with its state where the device can use it best. */
export interface OpenState {
  /** Types of a batch, of one step. */
  readonly inputs: readonly TensorType[];
  /** To be fed with every batch. */
  readonly frozen: InferenceSession.FeedsType;
  readonly state: TrainingState;
  dispose(): Promise<void>;
}

export function openState(runtime: Runtime, data: StateData): Promise<OpenState> {
  return data.device === 'webgpu' ? onDevice(runtime, data) : onHost(runtime, data);
}

async function onHost(runtime: Runtime, { graph, state, frozen, device, tuning }: StateData): Promise<OpenState> {
  const model = withConversionStop(graph.model);
  const session = await createSession(runtime, model, device, sessionOptions(device, tuning));
  const metrics = Object.fromEntries(
    select(session.outputMetadata, graph.metrics).map(({ name, dtype, shape }) => [name, zeros(dtype, fixed(shape))]),
  );
  return {
    inputs: batchTypes(session, graph),
    frozen: toRuntimeTensors(runtime, frozen),
    state: hostState(runtime, session, graph.state, state, metrics),
    dispose: () => session.release(),
  };
}

async function onDevice(runtime: Runtime, { graph, state, frozen, device, tuning }: StateData): Promise<OpenState> {
  const session = await createSession(runtime, graph.model, device, {
    ...sessionOptions(device, tuning),
    preferredOutputLocation: Object.fromEntries([
      ...graph.metrics.map(({ name }) => [name, 'cpu'] as const),
      ...graph.state.map(({ output }) => [output, 'gpu-buffer'] as const),
    ]),
  });
  const copies = deviceCopies(runtime, device);
  const feeds = toRuntimeTensors(runtime, frozen);
  for (const [name, tensor] of Object.entries(feeds)) feeds[name] = await copies.toDevice(tensor);
  const resident = residentState(runtime, session, graph.state, state, copies);
  return {
    inputs: batchTypes(session, graph),
    frozen: feeds,
    state: resident,
    async dispose() {
      for (const tensor of Object.values(feeds)) tensor.dispose();
      resident.dispose();
      await copies.dispose();
      await session.release();
    },
  };
}

/** Types of the inputs as one step sees them: without the axis of the steps of a call. */
function batchTypes(session: InferenceSession, { inputs, stepsPerCall }: TrainingGraph): readonly TensorType[] {
  return select(session.inputMetadata, inputs).map(({ name, dtype, shape }) => ({
    name,
    dtype,
    shape: stepsPerCall === 1 ? shape : shape.slice(1),
  }));
}

function select(
  metadata: readonly InferenceSession.ValueMetadata[],
  specs: readonly { readonly name: string }[],
): readonly TensorType[] {
  const names = new Set(specs.map(({ name }) => name));
  return metadata.filter(({ name }) => names.has(name)).map(tensorType);
}

function fixed(shape: readonly Dim[]): readonly number[] {
  if (!isStatic(shape)) throw new OpticalError('invalid-argument', `a metric has the free shape [${shape.join(', ')}]`);
  return shape;
}
