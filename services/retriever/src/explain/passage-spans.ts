import type { TokenSpans } from '@optical/contracts/common';
import type { Passage__Output } from '@optical/contracts/indexer';
import { preparePassage } from '@optical/encoder';
import type { ModelInUse } from '@optical/encoding';
import type { ServiceClient } from '@optical/grpc';
import type { Vocabularies } from '../encoders/vocabularies.ts';

/**
 * Where the tokens of a passage lie, one entry per vector: as stored, or else by cutting the text again as its encoder
 * does.
 * @returns undefined when that gives another number of tokens than there are vectors
 */
export async function passageSpans(
  passage: Passage__Output,
  vectors: number,
  parts: {
    readonly withEncoder: <T>(work: (model: ModelInUse) => Promise<T>) => Promise<T>;
    readonly vocabularies: Vocabularies;
    readonly tokenizer: () => Pick<ServiceClient<'tokenizer'>, 'tokenize'>;
  },
): Promise<TokenSpans | undefined> {
  if (passage.spans?.starts.length === vectors) return passage.spans;
  return parts.withEncoder(async (model) => {
    const { layout } = model.encoder.description;
    const { texts } = await parts.tokenizer().tokenize({
      vocabulary: await parts.vocabularies.of(model),
      language: passage.language,
      texts: [passage.text],
      addSpecialTokens: false,
      maxTokens: layout.passageLength,
      includeSpans: true,
    });
    const { ids, spans } = texts[0]!;
    const { scoringMask, contentMask } = preparePassage(ids, layout);
    const first = contentMask.indexOf(1);
    const own = [...scoringMask.keys()].filter((place) => scoringMask[place] === 1);
    if (own.length !== vectors) return undefined;
    const at = (places: readonly number[] | undefined) =>
      own.map((place) => (contentMask[place] === 1 ? places?.[place - first] : undefined) ?? 0);
    return { starts: at(spans?.starts), ends: at(spans?.ends) };
  });
}
