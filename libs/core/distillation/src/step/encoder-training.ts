import { encode, encoderParameters, tokenVectors } from '@optical/encoder';
import type { DropoutOptions, EncoderConfig, EncoderInputs, Parameters } from '@optical/encoder';
import type { ParameterSpec, Value } from '@optical/graph';
import type { ExecutionSettings } from './training-settings.ts';

/** The parameters of an encoder as a training step knows them. */
export function trainedParameters(
  config: EncoderConfig,
  rowSparseEmbeddings: NonNullable<ExecutionSettings['rowSparseEmbeddings']>,
): ParameterSpec[] {
  return encoderParameters(config).map(({ name, shape }) => ({
    name,
    shape,
    rowSparse: name === 'embeddings.word' && (rowSparseEmbeddings || 'gradient'),
  }));
}

/** Token vectors of length 1, [batch, length, dims]. */
export function encodedVectors(
  config: EncoderConfig,
  parameters: Parameters,
  inputs: EncoderInputs,
  dropout?: DropoutOptions,
): Value {
  const hidden = encode(config, parameters, inputs, dropout === undefined ? {} : { dropout });
  return tokenVectors(config, parameters, hidden);
}
