import { encoderParameters } from '@optical/encoder';
import { createGraph, input, toOnnx } from '@optical/graph';
import type { InputSpec, TensorSpec, Value, ValueType } from '@optical/graph';
import { distillationLoss } from './distillation-loss.ts';
import type { DistillationOptions } from './distillation-loss.ts';

/** A model that measures a loss. All shapes are fixed, but for the rows of packed texts. */
export interface LossGraph {
  /** Bytes of the ONNX model. */
  readonly model: Uint8Array;
  /** A batch. */
  readonly inputs: readonly InputSpec[];
  /** The student's parameters, fed under their canonical names. */
  readonly parameters: readonly TensorSpec[];
  /** `loss` and the metrics of a distillation step that need no gradient. */
  readonly outputs: readonly TensorSpec[];
}

export interface HeldOutLossOptions extends DistillationOptions {
  /** Whether the student reads packed texts, as `execution.packed` of a training step; default false. */
  readonly packed?: boolean;
}

/**
 * The loss of a student on held-out pairs, without dropout and update. A batch that is not full has pairs with masks of
 * zeros, which count nowhere: the loss is the mean over the others.
 * @throws OpticalError invalid-argument as `buildDistillationStep`
 */
export function buildHeldOutLoss({ packed = false, ...options }: HeldOutLossOptions): LossGraph {
  const graph = createGraph();
  const inputsOf = (types: readonly (readonly [string, ValueType])[]): ReadonlyMap<string, Value> =>
    new Map(types.map(([name, { dtype, shape }]) => [name, input(graph, name, dtype, shape)]));
  const { inputs: types, loss: lossOf } = distillationLoss(options, packed);
  const inputs = inputsOf(Object.entries(types));
  const parameters = inputsOf(
    encoderParameters(options.student).map(({ name, shape }) => [name, { dtype: 'float32', shape }]),
  );
  const { loss, metrics } = lossOf(
    (name) => parameters.get(name)!,
    (name) => inputs.get(name)!,
  );
  const outputs = { loss, ...metrics };
  return {
    model: toOnnx(outputs),
    inputs: [...inputs.values()].map(({ name, dtype, shape }) => ({ name, dtype, shape })),
    parameters: [...parameters.values()].map((value) => specOf(value)),
    outputs: Object.entries(outputs).map(([name, value]) => specOf(value, name)),
  };
}

function specOf({ name, dtype, shape }: Value, renamed = name): TensorSpec {
  return { name: renamed, dtype, shape: shape as readonly number[] };
}
