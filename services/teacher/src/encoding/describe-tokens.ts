import type { TokenizedText } from '@optical/contracts/common';
import type { EncodedText } from '@optical/encoding';
import type { TextTokenizer } from '@optical/tokenizers';
import type { TokenizedInput } from './text-to-ids.ts';

/** The whole sequence of a text as a message: the text's own tokens with their places, the special ones without. */
export function describeTokens(
  { sequence }: EncodedText,
  { about }: TokenizedInput,
  tokenizer: TextTokenizer,
): TokenizedText {
  const { ids, contentMask, truncated } = sequence;
  const first = contentMask.indexOf(1);
  /** Index among the text's own tokens; undefined for special ones. */
  const own = (place: number): number | undefined => (contentMask[place] === 1 ? place - first : undefined);
  const pick = (values: ArrayLike<number> | undefined, missing: number): number[] =>
    ids.map((_, place) => values?.[own(place) ?? -1] ?? missing);
  return {
    ids: [...ids],
    tokens: ids.map((id, place) => about?.tokens[own(place) ?? -1] ?? tokenizer.idToToken(id) ?? ''),
    ...(about && {
      spans: { starts: pick(about.spans.starts, 0), ends: pick(about.spans.ends, 0) },
      wordIndices: pick(about.wordIndices, -1),
    }),
    truncated,
    unknownCount: ids.filter((id) => id === tokenizer.unknownId).length,
  };
}
