import type { EncoderConfig } from '../config/encoder-config.ts';
import { validateConfig } from '../config/validate-config.ts';

/** One trainable tensor of an encoder. */
export interface EncoderParameter {
  /** Canonical name, the same in checkpoints, graphs and optimisers. */
  readonly name: string;
  /** Weights of linear maps are `[out, in]`. */
  readonly shape: readonly number[];
  /** Distribution of the first value: truncated normal, or a constant. */
  readonly initializer: 'truncated-normal' | 'zeros' | 'ones';
  /** Whether decoupled weight decay applies: to matrices, not to biases and normalisations. */
  readonly decay: boolean;
}

/**
 * All parameters of an encoder, in the order of their use: `embeddings.{word,position,type}`,
 * `layer.{i}.attention.{query,key,value,output}`, `layer.{i}.feedForward.{up,down}` and the norms as `.weight` and
 * `.bias`; `norm` at the end with pre-normalisation; `projection.weight` with a late-interaction head.
 * @throws OpticalError invalid-argument if the configuration is wrong, see `validateConfig`
 */
export function encoderParameters(config: EncoderConfig): readonly EncoderParameter[] {
  const { vocabularySize, maxPositions, typeVocabularySize, hiddenSize, layers, normalization, projectionSize } =
    validateConfig(config);
  return [
    matrix('embeddings.word', [vocabularySize, hiddenSize]),
    matrix('embeddings.position', [maxPositions, hiddenSize]),
    matrix('embeddings.type', [typeVocabularySize, hiddenSize]),
    ...norm('embeddings.norm', hiddenSize),
    ...Array.from({ length: layers }, (_, index) => layer(config, `layer.${index}`)).flat(),
    ...(normalization === 'pre' ? norm('norm', hiddenSize) : []),
    ...(projectionSize === undefined ? [] : [matrix('projection.weight', [projectionSize, hiddenSize])]),
  ];
}

function layer({ hiddenSize, feedForwardSize }: EncoderConfig, prefix: string): EncoderParameter[] {
  return [
    ...linear(`${prefix}.attention.query`, hiddenSize, hiddenSize),
    ...linear(`${prefix}.attention.key`, hiddenSize, hiddenSize),
    ...linear(`${prefix}.attention.value`, hiddenSize, hiddenSize),
    ...linear(`${prefix}.attention.output`, hiddenSize, hiddenSize),
    ...norm(`${prefix}.attention.norm`, hiddenSize),
    ...linear(`${prefix}.feedForward.up`, hiddenSize, feedForwardSize),
    ...linear(`${prefix}.feedForward.down`, feedForwardSize, hiddenSize),
    ...norm(`${prefix}.feedForward.norm`, hiddenSize),
  ];
}

function linear(name: string, inputs: number, outputs: number): EncoderParameter[] {
  return [matrix(`${name}.weight`, [outputs, inputs]), vector(`${name}.bias`, outputs, 'zeros')];
}

function norm(name: string, size: number): EncoderParameter[] {
  return [vector(`${name}.weight`, size, 'ones'), vector(`${name}.bias`, size, 'zeros')];
}

function matrix(name: string, shape: readonly number[]): EncoderParameter {
  return { name, shape, initializer: 'truncated-normal', decay: true };
}

function vector(name: string, size: number, initializer: 'zeros' | 'ones'): EncoderParameter {
  return { name, shape: [size], initializer, decay: false };
}
