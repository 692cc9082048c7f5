import { cast, createGraph, input, l2Normalize, toOnnx } from '@optical/graph';
import type { Value } from '@optical/graph';
import { encode } from '../architecture/encode.ts';
import type { EncoderConfig } from '../config/encoder-config.ts';
import { pool } from '../heads/pool.ts';
import type { Pooling } from '../heads/pool.ts';
import { project } from '../heads/token-vectors.ts';
import { storedParameters } from '../parameters/parameter-values.ts';
import type { Weights } from '../parameters/weights.ts';

export interface EncodeModelOptions {
  /** One vector per sequence instead of one per token. */
  readonly pooling?: Pooling;
  /** Scale vectors to length 1. Default true. */
  readonly normalize?: boolean;
  /** What weights are stored and states are computed in; vectors are float32 in any case. Default float32. */
  readonly dtype?: 'float32' | 'float16';
}

/** The one output of an encode model, by its name there. */
export type EncodeOutputs = Readonly<Record<string, Value>>;

/**
 * An encoder as a model with its weights inside, for any batch and length.
 * Inputs: `input_ids` and `attention_mask`, int64 [batch, length], padded at the end of each row.
 * Output, float32: `token_vectors` [batch, length, dims], or `text_vectors` [batch, dims] with pooling.
 * Rows longer than `maximumLength(config)` and ids beyond the vocabulary fail when the model runs.
 * @returns bytes of an ONNX model
 * @throws OpticalError invalid-argument if the configuration is wrong or the weights are not those it asks for
 */
export function buildEncodeModel(
  config: EncoderConfig,
  weights: Weights,
  options: EncodeModelOptions = {},
): Uint8Array {
  return toOnnx(encodeOutputs(config, weights, options));
}

/** The graph of `buildEncodeModel`, for models over 2 GiB (`toOnnxWithExternalData`) and for the float64 reference. */
export function encodeOutputs(
  config: EncoderConfig,
  weights: Weights,
  { pooling, normalize = true, dtype = 'float32' }: EncodeModelOptions = {},
): EncodeOutputs {
  const graph = createGraph();
  const inputIds = input(graph, 'input_ids', 'int64', ['batch', 'length']);
  const attentionMask = input(graph, 'attention_mask', 'int64', ['batch', 'length']);
  const parameters = storedParameters(graph, config, weights, dtype);
  const hidden = encode(config, parameters, { inputIds, attentionMask });
  const tokens = cast(project(config, parameters, hidden), 'float32');
  const vectors = pooling === undefined ? tokens : pool(tokens, attentionMask, pooling);
  const scaled = normalize ? l2Normalize(vectors, -1) : vectors;
  return pooling === undefined ? { token_vectors: scaled } : { text_vectors: scaled };
}
