import type { SearchResponse__Output as IndexerReply } from '@optical/contracts/indexer';
import type { SearchRequest__Output, SearchResponse } from '@optical/contracts/retriever';
import type { ModelInUse } from '@optical/encoding';
import { OpticalError } from '@optical/errors';
import type { ServiceClient } from '@optical/grpc';
import { inSpan } from '@optical/telemetry';
import type { Instruments, Telemetry } from '@optical/telemetry';
import type { CollectionEncoders } from '../encoders/collection-encoders.ts';
import type { EncoderChoice, QueryEncoders } from '../encoders/query-encoders.ts';
import { numberViolations, queryViolations, refuse, violation } from '../requests/read-query.ts';
import { retrieverSpans } from '../telemetry.ts';
import type { retrieverMetrics } from '../telemetry.ts';
import type { ChooseLanguage } from './choose-language.ts';
import type { EncodedQuery, EncodeQuery } from './encode-query.ts';
import type { CallLimits, SearchQueue } from './search-queue.ts';
import { spaceMismatch } from './space-mismatch.ts';
import { tensorOf } from './tensors.ts';
import { versionMessage } from './version-message.ts';

/** What a search keeps of its time to answer in. */
const marginMs = 20;

export type SearchText = (request: SearchRequest__Output, limits: CallLimits) => Promise<SearchResponse>;

export interface SearchTextOptions {
  readonly queue: SearchQueue;
  readonly chooseLanguage: ChooseLanguage;
  readonly encoders: QueryEncoders;
  readonly collections: CollectionEncoders;
  readonly encodeQuery: EncodeQuery;
  readonly indexer: () => Pick<ServiceClient<'indexer'>, 'search'>;
  /** Collection of searches that name none. */
  readonly defaultCollection: string | undefined;
  readonly telemetry: Telemetry;
  readonly metrics: Pick<Instruments<typeof retrieverMetrics>, 'stageDuration' | 'partial'>;
}

/** @throws OpticalError invalid-argument when neither the request nor the settings name a collection */
export function collectionOf(collection: string, preset: string | undefined): string {
  if (collection !== '') return collection;
  if (preset === undefined) refuse([violation('collection', 'is required: the service has no default')]);
  return preset!;
}

/** Answers one search: language, encoder, tokens, vectors, and then the indexer with the time that is left. */
export function createSearchText(options: SearchTextOptions): SearchText {
  const { queue, chooseLanguage, encodeQuery, telemetry, metrics } = options;
  return async (request, limits) => {
    const begun = performance.now();
    refuse([...queryViolations(request), ...numberViolations(request)]);
    const collection = collectionOf(request.collection, options.defaultCollection);
    return queue.run(limits, async (waitedMs) => {
      recordWait(telemetry, waitedMs);
      const chosen = await chooseLanguage(request.query, request.language);
      const { language } = chosen;
      const choice = { model: request.model, language, collection };
      return usingEncoder(options, choice, async (model) => {
        const encoded = await encodeQuery(request.query, model, { language, limits });
        limits.signal.throwIfAborted();
        const found = await inSpan(telemetry.tracer, retrieverSpans.search, () =>
          searchVectors(options, { ...request, collection }, model, encoded, limits),
        );
        const timings = {
          tokenizeMs: encoded.tokenizeMs,
          queueMs: waitedMs + encoded.queueMs + found.timings!.queueMs,
          encodeMs: encoded.encodeMs,
          candidatesMs: found.timings!.candidatesMs,
          rerankMs: found.timings!.rerankMs,
        };
        recordStages(metrics, timings);
        if (found.partial) metrics.partial.add(1);
        return {
          hits: found.hits,
          timings: { ...timings, totalMs: performance.now() - begun },
          counts: found.counts,
          partial: found.partial,
          model: versionMessage(model.version),
          index: found.version,
          ...chosen,
        };
      });
    });
  };
}

/**
 * Works with the encoder of the choice. When its vectors are refused, an alias may have moved to a collection of another
 * encoder meanwhile: once more, if the choice is another one now.
 */
async function usingEncoder<T>(
  { encoders }: Pick<SearchTextOptions, 'encoders'>,
  choice: EncoderChoice,
  work: (model: ModelInUse) => Promise<T>,
): Promise<T> {
  let used: string | undefined;
  try {
    return await encoders.use(choice, (model) => {
      used = model.version.digest;
      return work(model);
    });
  } catch (error) {
    if (used === undefined || !isFailedPrecondition(error)) throw error;
    return encoders.use(choice, (model) => {
      if (model.version.digest === used) throw error;
      return work(model);
    });
  }
}

const isFailedPrecondition = (error: unknown): error is OpticalError =>
  error instanceof OpticalError && error.kind === 'failed-precondition';

async function searchVectors(
  { indexer, collections }: Pick<SearchTextOptions, 'indexer' | 'collections'>,
  request: SearchRequest__Output,
  model: ModelInUse,
  { text }: EncodedQuery,
  { signal, deadline }: CallLimits,
): Promise<IndexerReply> {
  const { collection, k, candidateBudget, filter, exact, groupByDocument, omitContent } = request;
  const { dims, fingerprint } = model.encoder.description;
  try {
    return await indexer().search(
      {
        collection,
        queryVectors: tensorOf(text.vectors, dims),
        spaceFingerprint: fingerprint,
        k,
        candidateBudget,
        filter,
        exact,
        groupByDocument,
        omitContent,
      },
      // A search of a stream or batch ends before its call: what the indexer has by then is a partial answer.
      { signal, deadlineMs: deadline - marginMs - Date.now() },
    );
  } catch (error) {
    // Who searches by text knows models, not fingerprints.
    if (!isFailedPrecondition(error)) throw error;
    collections.forget(collection);
    throw spaceMismatch(model, await collections.of(collection)) ?? error;
  }
}

function recordWait({ tracer }: Telemetry, waitedMs: number): void {
  const end = Date.now();
  tracer.startSpan(retrieverSpans.queue.name, { startTime: end - waitedMs }).end(end);
}

function recordStages(
  { stageDuration }: Pick<SearchTextOptions['metrics'], 'stageDuration'>,
  timings: Readonly<Record<string, number>>,
): void {
  for (const [name, ms] of Object.entries(timings)) stageDuration.record(ms / 1000, { stage: name.slice(0, -2) });
}
