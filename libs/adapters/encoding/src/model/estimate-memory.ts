import { encoderParameters } from '@optical/encoder';
import type { EncoderConfig } from '@optical/encoder';

/** Bytes of the runtime itself for one session: thread, graph, code. Measured: about 25 MiB for a tiny model. */
const sessionBytes = 25 * 2 ** 20;

export interface MemoryUse {
  /** Threads that each hold the model. */
  readonly workers: number;
  /** Tokens of the largest batch, padding included. */
  readonly batchTokens: number;
  /** Longest sequence in tokens. */
  readonly longest: number;
}

/** Trainable numbers of an encoder. */
export function parameterCount(config: EncoderConfig): number {
  return encoderParameters(config).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
}

/**
 * Bytes that an open encoder takes at most: the model's file, kept for workers that replace a dead one, and for each
 * worker its weights and the widest states of the largest batch.
 */
export function estimateMemory(config: EncoderConfig, { workers, batchTokens, longest }: MemoryUse): number {
  const weights = 4 * parameterCount(config);
  const { hiddenSize, feedForwardSize, heads } = config;
  const widest = 4 * batchTokens * (6 * hiddenSize + 2 * feedForwardSize + 2 * heads * longest);
  return weights + workers * (weights + widest + sessionBytes);
}
