import type { TokenizedText } from '@optical/contracts/common';
import type { ServiceHandlers } from '@optical/grpc';
import type { Instruments } from '@optical/telemetry';
import type { EncodedIds, EncodedText } from '@optical/tokenizers';
import { requireLanguage, requireMaxTokens, requireTexts } from '../requests/limits.ts';
import type { tokenizerMetrics } from '../telemetry.ts';
import { versionMessage } from '../vocabularies/vocabulary-message.ts';
import type { VocabularyStore } from '../vocabularies/vocabulary-store.ts';

/** Cuts texts into tokens. */
export const tokenize =
  (
    store: VocabularyStore,
    metrics: Pick<Instruments<typeof tokenizerMetrics>, 'texts' | 'tokens'>,
  ): ServiceHandlers<'tokenizer'>['tokenize'] =>
  async (request, { signal }) => {
    const begin = performance.now();
    requireLanguage(request.language);
    const texts = requireTexts(request.texts);
    const maxTokens = requireMaxTokens(request.maxTokens);
    const { tokenizer, version } = await store.open(request.vocabulary);
    const options = {
      addSpecialTokens: request.addSpecialTokens ?? true,
      ...(maxTokens !== undefined && { maxTokens }),
      signal,
    };
    const opened = performance.now();
    const encoded =
      request.includeTokens || request.includeSpans
        ? await tokenizer.encodeBatch(texts, options)
        : await tokenizer.encodeIds(texts, options);
    const end = performance.now();
    metrics.texts.add(texts.length);
    metrics.tokens.add(encoded.reduce((sum, { ids }) => sum + ids.length, 0));
    return {
      texts: encoded.map((text) => message(text, request, tokenizer.unknownId)),
      vocabulary: versionMessage(version),
      timings: { tokenizeMs: end - opened, totalMs: performance.now() - begin },
    };
  };

function message(
  text: EncodedIds | EncodedText,
  wanted: { readonly includeTokens: boolean; readonly includeSpans: boolean },
  unknownId: number | undefined,
): TokenizedText {
  let unknownCount = 0;
  for (const id of text.ids) if (id === unknownId) unknownCount++;
  return {
    ids: list(text.ids),
    truncated: text.truncated,
    unknownCount,
    ...('tokens' in text && wanted.includeTokens && { tokens: [...text.tokens] }),
    ...('spans' in text &&
      wanted.includeSpans && {
        spans: { starts: list(text.spans.starts), ends: list(text.spans.ends) },
        wordIndices: list(text.wordIndices),
      }),
  };
}

/** Ten times as fast as a spread, which matters for the hundred thousands of tokens of a long text. */
function list(values: ArrayLike<number>): number[] {
  const result = new Array<number>(values.length);
  for (let index = 0; index < values.length; index++) result[index] = values[index]!;
  return result;
}
