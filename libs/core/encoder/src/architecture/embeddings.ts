import { OpticalError } from '@optical/errors';
import { add, gather, iota, layerNorm, slice } from '@optical/graph';
import type { Value } from '@optical/graph';
import { maximumLength } from '../config/encoder-config.ts';
import type { EncoderConfig } from '../config/encoder-config.ts';
import { parameter, weightAndBias } from '../parameters/parameter-values.ts';
import type { ParameterValues } from '../parameters/parameter-values.ts';

/**
 * Sum of word, position and type vectors, normalised. Positions count from the start of the row, so that padding must
 * stand at its end; RoBERTa's numbering is the same there, but for the padding itself, which nothing attends to.
 * @param inputIds [batch, length]
 * @returns [batch, length, hidden]
 */
export function embed(config: EncoderConfig, parameters: ParameterValues, inputIds: Value): Value {
  const { graph, shape } = inputIds;
  const length = shape[1]!;
  const limit = maximumLength(config);
  if (typeof length === 'number' && length > limit)
    throw new OpticalError('invalid-argument', `sequences of ${length} tokens exceed the ${limit} positions`);

  const positions = add(iota(graph, length), config.positionOffset);
  const position = gather(parameter(parameters, 'embeddings.position'), positions);
  const type = slice(parameter(parameters, 'embeddings.type'), 0, 0, 1);
  const word = gather(parameter(parameters, 'embeddings.word'), inputIds);
  const { weight, bias } = weightAndBias(parameters, 'embeddings.norm');
  return layerNorm(add(word, add(position, type)), weight, bias, config.layerNormEps);
}
