import { OpticalError } from '@optical/errors';
import { add, gather, iota, slice } from '@optical/graph';
import type { Dim, Value } from '@optical/graph';
import { maximumLength } from '../config/encoder-config.ts';
import type { EncoderConfig } from '../config/encoder-config.ts';
import type { Parameters } from '../parameters/parameter-values.ts';
import { normLayer } from './layers.ts';

/**
 * Sum of word, position and type vectors, normalised. Positions count from the start of the row, so that padding must
 * stand at its end; RoBERTa's numbering is the same there, but for the padding itself, which nothing attends to.
 * @param inputIds [batch, length]
 * @returns [batch, length, hidden]
 */
export function embed(config: EncoderConfig, parameters: Parameters, inputIds: Value): Value {
  const word = gather(parameters('embeddings.word'), inputIds);
  const position = positionRows(config, parameters('embeddings.position'), inputIds.shape[1]!);
  const type = slice(parameters('embeddings.type'), 0, 0, 1);
  return normLayer(parameters, 'embeddings.norm', add(word, add(position, type)), config.layerNormEps);
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
