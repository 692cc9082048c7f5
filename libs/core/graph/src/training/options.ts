import type { Graph, Value, ValueType } from '../graph/types.ts';
import type { AdamWOptions } from '../optimizer/adamw.ts';
import type { LossScaleOptions } from '../optimizer/loss-scale.ts';
import type { Schedule } from '../optimizer/schedule.ts';

/** A float32 tensor of the model. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /** Default true. Frozen parameters have no moments and are fed unchanged. */
  readonly trainable?: boolean;
  /**
   * For a matrix that is read by `gather` of its rows only. `true`: gradient and update touch just the rows that the step
   * reads (see `rowSparseAdamw`). `'gradient'`: only the gradient does; the update is that of a dense gradient, with less
   * work. `'moments'`: that too, with still less work for one more state tensor, [rows]: see `rowMomentsAdamw`. Default
   * false.
   */
  readonly rowSparse?: boolean | 'gradient' | 'moments';
  /** Multiplies the learning rate, default 1. */
  readonly learningRateFactor?: number;
  /** Apply weight decay. Default: to matrices, not to vectors such as biases and normalisation scales. */
  readonly decay?: boolean;
}

/** What the forward function can read. */
export interface TrainingContext {
  readonly graph: Graph;
  /** @throws OpticalError invalid-argument if there is no parameter of that name */
  readonly parameter: (name: string) => Value;
  /** The batch's tensor of that name. */
  readonly input: (name: string) => Value;
  /** Optimizer steps completed, int32 scalar. */
  readonly step: Value;
  /** Key for `dropout`, another one in each step and micro-batch. */
  readonly randomKey: Value;
}

export interface Objective {
  /** Float32 scalar: the mean over the batch. */
  readonly loss: Value;
  /** Float32 values to report, averaged over micro-batches. */
  readonly metrics?: Readonly<Record<string, Value>>;
}

export interface OptimizerOptions extends AdamWOptions {
  readonly learningRate: number;
  /** Default constant. */
  readonly schedule?: Schedule;
  /** Greatest global norm of the gradient; absent: no clipping. */
  readonly clipNorm?: number;
}

export interface TrainingOptions {
  readonly parameters: readonly ParameterSpec[];
  /** Types of the tensors of one (micro-)batch. */
  readonly inputs: Readonly<Record<string, ValueType>>;
  readonly forward: (context: TrainingContext) => Objective;
  readonly optimizer: OptimizerOptions;
  /** First state of the random generator, default 0. */
  readonly seed?: number;
  /**
   * Batches whose gradients are averaged into one step, default 1. Above 1 they run one after the other, in the memory of
   * one, and the inputs have a further first axis of this size.
   */
  readonly microBatches?: number;
  /**
   * Optimizer steps per call, default 1. Above 1 they run in a Loop, so that the state crosses to the device and back once
   * per call, and inputs and metrics have a further first axis of this size, before that of the micro-batches.
   */
  readonly stepsPerCall?: number;
  /** Dynamic loss scaling, for a forward function that computes in float16. Default: none. */
  readonly lossScale?: LossScaleOptions;
  /** See GraphOptions. */
  readonly contrib?: boolean;
}
