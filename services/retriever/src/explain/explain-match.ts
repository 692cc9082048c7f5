import type { ExplainRequest__Output, ExplainResponse, TranslationAlignment } from '@optical/contracts/retriever';
import type { EncodedText, ModelInUse } from '@optical/encoding';
import { failedPrecondition, notFound } from '@optical/errors';
import type { ServiceClient } from '@optical/grpc';
import type { CollectionEncoder, CollectionEncoders } from '../encoders/collection-encoders.ts';
import type { QueryEncoders } from '../encoders/query-encoders.ts';
import type { Vocabularies } from '../encoders/vocabularies.ts';
import { queryViolations, refuse, textViolations, violation } from '../requests/read-query.ts';
import type { ChooseLanguage } from '../search/choose-language.ts';
import type { EncodedQuery, EncodeQuery } from '../search/encode-query.ts';
import type { CallLimits, SearchQueue } from '../search/search-queue.ts';
import { collectionOf } from '../search/search-text.ts';
import { spaceMismatch } from '../search/space-mismatch.ts';
import { matrixFrom, tensorOf } from '../search/tensors.ts';
import { versionMessage } from '../search/version-message.ts';
import { alignTranslation } from './align-translation.ts';
import { contentMask, describeRows } from './describe-rows.ts';
import { matchTokens } from './match-tokens.ts';
import { passageSpans } from './passage-spans.ts';

export type ExplainMatch = (request: ExplainRequest__Output, limits: CallLimits) => Promise<ExplainResponse>;

export interface ExplainMatchOptions {
  readonly queue: SearchQueue;
  readonly chooseLanguage: ChooseLanguage;
  readonly encoders: QueryEncoders;
  readonly collections: CollectionEncoders;
  readonly encodeQuery: EncodeQuery;
  readonly vocabularies: Vocabularies;
  readonly tokenizer: () => Pick<ServiceClient<'tokenizer'>, 'tokenize' | 'decode'>;
  readonly indexer: () => Pick<ServiceClient<'indexer'>, 'getPassages'>;
  readonly defaultCollection: string | undefined;
}

/** A query encoded with its tokens described, one per vector. */
interface DescribedQuery extends EncodedQuery {
  readonly described: ReturnType<typeof describeRows>;
}

/** Answers why a passage matches a query. */
export function createExplainMatch(options: ExplainMatchOptions): ExplainMatch {
  const { queue, chooseLanguage, encoders, collections, indexer } = options;
  return async (request, limits) => {
    const begun = performance.now();
    const { query, passageId, translation } = request;
    refuse([
      ...queryViolations(request),
      ...(passageId === '' ? [violation('passage_id', 'is required')] : []),
      ...(translation === '' ? [] : textViolations('translation', translation)),
    ]);
    const named = collectionOf(request.collection, options.defaultCollection);
    return queue.run(limits, async (waitedMs) => {
      const { language } = await chooseLanguage(query, request.language);
      const explain = (passages: CollectionEncoder) => {
        // Not by its alias: the passage has to come from the collection whose encoder was chosen.
        const { collection } = passages;
        return encoders.use({ model: request.model, language, collection }, async (model) => {
          const mismatch = spaceMismatch(model, passages);
          if (mismatch !== undefined) throw mismatch;
          const asked = { collection, ids: [passageId], includeVectors: true, dtype: 'DTYPE_F32' as const };
          const [encoded, { passages: found, version }] = await Promise.all([
            describeQuery(options, query, model, language, limits),
            indexer().getPassages(asked, { signal: limits.signal }),
          ]);
          const [passage] = found;
          if (passage === undefined) throw notFound('passage', passageId);
          const { rows, values } = matrixFrom(passage.vectors);
          const { dims } = model.encoder.description;
          const { similarities, matches, score } = matchTokens(encoded.text.vectors, values, dims);
          const spans = await passageSpans(passage, rows, {
            withEncoder: (work) => encoders.use({ model: passages.reference, language: 'en', collection }, work),
            ...options,
          });
          const alignment =
            translation === ''
              ? undefined
              : await align(options, encoded.text, translation, { collection, model, limits });
          return {
            score,
            queryTokens: encoded.described,
            passageText: passage.text,
            ...(spans && { passageSpans: spans }),
            matches: [...matches],
            similarities: tensorOf(similarities, rows),
            ...(alignment && { alignment }),
            model: versionMessage(model.version),
            index: version,
            timings: {
              tokenizeMs: encoded.tokenizeMs,
              queueMs: waitedMs + encoded.queueMs,
              encodeMs: encoded.encodeMs,
              totalMs: performance.now() - begun,
            },
          };
        });
      };
      return collections.using(named, explain);
    });
  };
}

/** The plan between a query and its translation, which the English encoder of the collection reads. */
async function align(
  options: ExplainMatchOptions,
  query: EncodedText,
  translation: string,
  {
    collection,
    model,
    limits,
  }: { readonly collection: string; readonly model: ModelInUse; readonly limits: CallLimits },
): Promise<TranslationAlignment> {
  return options.encoders.use({ model: '', language: 'en', collection }, async (english) => {
    const { dims, fingerprint } = english.encoder.description;
    if (fingerprint !== model.encoder.description.fingerprint)
      throw failedPrecondition(
        `the encoder ${model.version.name} of the query and the English one, ${english.version.name}, ` +
          'make vectors of different spaces',
      );
    const { text, described } = await describeQuery(options, translation, english, 'en', limits);
    const { plan, cost, residual } = alignTranslation(
      { vectors: query.vectors, mask: contentMask(query) },
      { vectors: text.vectors, mask: contentMask(text) },
      dims,
    );
    return {
      translationTokens: described,
      plan: tensorOf(plan, text.positions.length),
      cost,
      marginalResidual: residual,
    };
  });
}

async function describeQuery(
  { encodeQuery, vocabularies, tokenizer }: ExplainMatchOptions,
  query: string,
  model: ModelInUse,
  language: string,
  limits: CallLimits,
): Promise<DescribedQuery> {
  const encoded = await encodeQuery(query, model, { language, withTokens: true, limits });
  const { sequence } = encoded.text;
  const special = [...new Set(sequence.ids.filter((_, place) => sequence.contentMask[place] !== 1))];
  const { texts } = await tokenizer().decode({
    vocabulary: await vocabularies.of(model),
    sequences: special.map((id) => ({ ids: [id] })),
    keepSpecialTokens: true,
  });
  const spelling = new Map(special.map((id, index) => [id, texts[index]!]));
  return { ...encoded, described: describeRows(encoded.text, encoded.tokens, spelling) };
}
