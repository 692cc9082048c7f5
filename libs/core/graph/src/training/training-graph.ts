import type { DType } from '../tensor/dtype.ts';
import type { Shape } from '../tensor/shape.ts';

/** A tensor of a training model whose shape is fixed. */
export interface TensorSpec {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
}

/** An input that is fed anew at each call; dimensions given as names are free, equal names are equal sizes. */
export interface InputSpec extends Omit<TensorSpec, 'shape'> {
  readonly shape: Shape;
}

/** A tensor that one call hands to the next: read as `input`, its next value written as `output`. */
export interface StateSpec {
  readonly input: string;
  readonly output: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Where the first value comes from: the caller's parameter of that name, or one number everywhere. */
  readonly initial: { readonly parameter: string } | { readonly fill: number };
  /**
   * The model reads the input for the last time before it writes the output, and writes few of its elements: input and
   * output may be bound to one buffer, which saves the runtime copying the whole tensor in every step.
   */
  readonly inPlace: boolean;
}

/** A whole training step as an inference model, and how to feed it. */
export interface TrainingGraph {
  /** Bytes of the ONNX model. */
  readonly model: Uint8Array;
  /** Fed anew at each call: a batch, and whatever else the forward function reads. */
  readonly inputs: readonly InputSpec[];
  /** Parameters, moments and counters, handed from call to call. */
  readonly state: readonly StateSpec[];
  /** Parameters that are not trained: fed at each call, never changed. */
  readonly frozen: readonly TensorSpec[];
  /** Outputs that are no state: `loss`, `gradientNorm`, `learningRate` and the forward function's own. */
  readonly metrics: readonly TensorSpec[];
  /** Optimizer steps per call. Above 1, inputs and metrics have this size as an additional first axis. */
  readonly stepsPerCall: number;
}
