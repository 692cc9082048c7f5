import type { StateSpec, Tensor } from '@optical/graph';
import type { InferenceSession, Tensor as RuntimeTensor } from 'onnxruntime-node';
import type { Runtime } from '../runtime/load-runtime.ts';
import { toRuntimeTensors } from '../runtime/runtime-tensor.ts';
import { arrayType } from '../runtime/tensor-type.ts';
import type { Tensors } from '../thread/transfer.ts';
import { copyInto } from './stacking.ts';
import { conversionStop, isConversionStop } from './stop-conversion.ts';
import type { TrainingState } from './training-state.ts';

/** One side of the double buffer: the state that a step reads, and outputs over the memory of the other side. */
interface Side {
  readonly state: Tensors;
  readonly feeds: Readonly<Record<string, RuntimeTensor>>;
  readonly fetches: Readonly<Record<string, RuntimeTensor | null>>;
}

/**
 * State in the process's memory, for the CPU and for devices that take their inputs from there. A step reads one set
 * of arrays and writes the other; then they change places. State that may be updated in place has one array only.
 *
 * @param session of a model that stops conversion (`withConversionStop`)
 * @param metrics memory for the metrics
 */
export function hostState(
  runtime: Runtime,
  session: InferenceSession,
  specs: readonly StateSpec[],
  initial: Tensors,
  metrics: Tensors,
): TrainingState {
  const begun = own(initial);
  const spare = Object.fromEntries(
    specs.map(({ input, inPlace }) => [input, inPlace ? begun[input]! : emptyLike(begun[input]!)]),
  );
  const sideOf = (state: Tensors, next: Tensors): Side => {
    const outputs = Object.fromEntries(specs.map(({ input, output }) => [output, next[input]!]));
    return {
      state,
      feeds: toRuntimeTensors(runtime, state),
      fetches: { ...toRuntimeTensors(runtime, { ...metrics, ...outputs }), [conversionStop]: null },
    };
  };
  let [current, next] = [sideOf(begun, spare), sideOf(spare, begun)];

  return {
    async step(feeds) {
      try {
        await session.run({ ...feeds, ...current.feeds }, current.fetches);
      } catch (error) {
        if (!isConversionStop(error)) throw error;
      }
      [current, next] = [next, current];
      return metrics;
    },
    read: () => Promise.resolve(mapTensors(current.state, copyOf)),
    write: (tensors) => {
      for (const [name, { data }] of Object.entries(tensors)) copyInto(current.state[name]!.data, data);
      return Promise.resolve();
    },
    dispose: () => undefined,
  };
}

/** Tensors in memory that nobody else reads or writes: steps write into it. */
function own(tensors: Tensors): Tensors {
  const taken = new Set<ArrayBufferLike>();
  return mapTensors(tensors, (tensor) => {
    const { buffer } = tensor.data;
    if (taken.has(buffer) || buffer instanceof SharedArrayBuffer) return copyOf(tensor);
    taken.add(buffer);
    return tensor;
  });
}

function mapTensors(tensors: Tensors, change: (tensor: Tensor) => Tensor): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, change(tensor)]));
}

function emptyLike({ dtype, shape, data }: Tensor): Tensor {
  return { dtype, shape, data: new (arrayType(dtype))(data.length) };
}

function copyOf({ dtype, shape, data }: Tensor): Tensor {
  return { dtype, shape, data: data.slice() };
}
