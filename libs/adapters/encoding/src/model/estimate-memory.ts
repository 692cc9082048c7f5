import { encoderParameters } from '@optical/encoder';
import type { EncoderConfig } from '@optical/encoder';

/** Bytes of the runtime itself for one worker: thread, graph, code. */
const workerBytes = 25 * 2 ** 20;

/** Sizes of an encoder that its memory depends on. */
export interface EncoderSize {
  readonly parameters: number;
  readonly hiddenSize: number;
  readonly feedForwardSize: number;
  readonly heads: number;
  /** Longest sequence in tokens. */
  readonly longest: number;
}

export interface MemoryUse {
  /** Threads that each hold the model. */
  readonly workers: number;
  /** Tokens of the largest batch, padding included. */
  readonly batchTokens: number;
}

/** Trainable numbers of an encoder. */
export function parameterCount(config: EncoderConfig): number {
  return encoderParameters(config).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
}

/**
 * Bytes that an open encoder takes at most: the model's file, kept for workers that replace a dead one, and for each
 * worker its weights and the widest states of the largest batch.
 */
export function estimateMemory(size: EncoderSize, { workers, batchTokens }: MemoryUse): number {
  const { parameters, hiddenSize, feedForwardSize, heads, longest } = size;
  const weights = 4 * parameters;
  // A sequence longer than the batch goes alone.
  const tokens = Math.max(batchTokens, longest);
  const widest = 4 * tokens * (6 * hiddenSize + 2 * feedForwardSize + 2 * heads * longest);
  return weights + workers * (weights + widest + workerBytes);
}
