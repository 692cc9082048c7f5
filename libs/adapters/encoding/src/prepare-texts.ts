import { preparePassage, prepareQuery } from '@optical/encoder';
import type { SequenceLayout, TokenSequence } from '@optical/encoder';
import { invalidArgument } from '@optical/errors';
import type { EncodeOptions } from './encode-options.ts';

/** What decides which sequences a model accepts. */
export interface SequenceLimits {
  readonly layout: SequenceLayout;
  /** Longest sequence in tokens. */
  readonly longest: number;
  readonly vocabularySize: number;
}

/**
 * Texts as the encoder reads them. Ids are checked here because one bad id would fail a batch that others share.
 * @param texts token ids without special tokens, one list per text
 * @throws OpticalError invalid-argument naming the text, the id and the limit
 */
export function prepareTexts(
  texts: readonly (readonly number[])[],
  { role, maxTokens, queryAugmentation }: EncodeOptions,
  { layout, longest, vocabularySize }: SequenceLimits,
): TokenSequence[] {
  if (maxTokens !== undefined && !(Number.isInteger(maxTokens) && maxTokens >= 1 && maxTokens <= longest))
    throw invalidArgument({ field: 'maxTokens', description: `${maxTokens} is not from 1 to the model's ${longest}` });
  texts.forEach((ids, text) => {
    const place = ids.findIndex((id) => !(Number.isInteger(id) && id >= 0 && id < vocabularySize));
    if (place >= 0)
      throw invalidArgument({
        field: `texts[${text}].ids[${place}]`,
        description: `${ids[place]} is not below the ${vocabularySize} tokens of the vocabulary`,
      });
  });
  const chosen: SequenceLayout = {
    ...layout,
    queryLength: maxTokens ?? layout.queryLength,
    passageLength: maxTokens ?? layout.passageLength,
    queryAugmentation: queryAugmentation ?? layout.queryAugmentation,
  };
  const prepare = role === 'query' ? prepareQuery : preparePassage;
  return texts.map((ids) => prepare(ids, chosen));
}
