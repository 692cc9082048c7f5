import { OpticalError } from '@optical/errors';
import { add, gather, iota, layerNorm, slice } from '@optical/graph';
import type { Dim, Value } from '@optical/graph';
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
  const word = gather(parameter(parameters, 'embeddings.word'), inputIds);
  const position = positionRows(config, parameter(parameters, 'embeddings.position'), inputIds.shape[1]!);
  const type = slice(parameter(parameters, 'embeddings.type'), 0, 0, 1);
  const { weight, bias } = weightAndBias(parameters, 'embeddings.norm');
  return layerNorm(add(word, add(position, type)), weight, bias, config.layerNormEps);
}

/** [length, hidden]. A slice where the length is known: its gradient costs less than that of single rows. */
function positionRows(config: EncoderConfig, table: Value, length: Dim): Value {
  const { positionOffset } = config;
  if (typeof length === 'string') return gather(table, add(iota(table.graph, length), positionOffset));
  const limit = maximumLength(config);
  if (length > limit)
    throw new OpticalError('invalid-argument', `sequences of ${length} tokens exceed the ${limit} positions`);
  return slice(table, 0, positionOffset, positionOffset + length);
}
