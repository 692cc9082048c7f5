import type { FloatTensor } from '../safetensors/float-tensor.ts';

/** What JSON can hold; integers beyond 2^53 belong in strings. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** By canonical name. */
export type Tensors = ReadonlyMap<string, FloatTensor>;

/** All that continues a training run as if it had never stopped. */
export interface TrainingState {
  /** Optimiser steps done. */
  readonly step: number;
  readonly weights: Tensors;
  /** First and second moments of the optimiser, by the names of their weights; a frozen weight has none. */
  readonly firstMoments: Tensors;
  readonly secondMoments: Tensors;
  /** State of the random generators. */
  readonly generator: JsonValue;
  /** Where the reading of the training data continues. */
  readonly dataPosition: JsonValue;
  /** Whatever else belongs to the run: job, configuration, losses, trace context. */
  readonly metadata: JsonValue;
}

/** The parts that are stored as safetensors. */
export const tensorParts = ['weights', 'firstMoments', 'secondMoments'] as const;
