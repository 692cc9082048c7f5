import { OpticalError } from '@optical/errors';
import { add, cast, equal, gather, iota, matmul, slice, unsqueeze } from '@optical/graph';
import type { Dim, Value } from '@optical/graph';
import { maximumLength } from '../config/encoder-config.ts';
import type { EncoderConfig } from '../config/encoder-config.ts';
import type { Parameters } from '../parameters/parameter-values.ts';
import { normLayer } from './layers.ts';
import type { Packing } from './packing.ts';

/**
 * Sum of word, position and type vectors, normalised. Positions count from the start of the row or of the packed text, so
 * that padding must stand at its end; RoBERTa's numbering is the same there, but for the padding itself, which nothing
 * attends to.
 * @param inputIds [batch, length]
 * @returns [batch, length, hidden]
 */
export function embed(config: EncoderConfig, parameters: Parameters, inputIds: Value, packing?: Packing): Value {
  const word = gather(parameters('embeddings.word'), inputIds);
  const row = positionRows(config, parameters('embeddings.position'), inputIds.shape[1]!);
  const position = packing === undefined ? row : placed(row, packing.places);
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

/** Rows of a small table by a product with zeros and ones, whose gradient is one as well: cheaper than adding up rows. */
function placed(rows: Value, places: Value): Value {
  const chosen = equal(unsqueeze(places, 2), iota(rows.graph, rows.shape[0]!));
  return matmul(cast(chosen, rows.dtype), rows);
}
