import { metrics, trace } from '@opentelemetry/api';
import { loadContract } from '@optical/contracts';
import type { SearchStreamRequest } from '@optical/contracts/retriever';
import { createClient } from '@optical/grpc';
import type { ClosableClient, CreateClientOptions, ServiceClient } from '@optical/grpc';
import { pino } from 'pino';
import { clientSettings } from './client-settings.ts';
import type { CallOptions } from './client-settings.ts';
import { toExplanation } from './explanation.ts';
import type { ExplainOptions, Explanation } from './explanation.ts';
import { searchRequest } from './search-request.ts';
import type { SearchOptions, SearchQuery } from './search-request.ts';
import { toOutcome, toSearchResult } from './search-result.ts';
import type { BatchOutcome, SearchResult, StreamOutcome } from './search-result.ts';

export interface RetrieverClientOptions extends CallOptions {
  /** Host and port, or any name that gRPC resolves, such as `dns:///retriever:7000`. */
  readonly address: string;
  /** Where spans, metrics and log lines go. Default: the program's global OpenTelemetry, and no log. */
  readonly telemetry?: CreateClientOptions['telemetry'];
}

/** What may be said about one call. */
export interface CallLimits {
  /** Milliseconds from now; default that of the client. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

/** A client of the retrieval endpoint. All methods throw `OpticalError`, whose kind says whether to try again. */
export interface RetrieverClient extends Disposable {
  /** The best passages for a query. */
  search(query: string, options?: SearchOptions & CallLimits): Promise<SearchResult>;
  /** 1 to 1000 searches in one call; each succeeds or fails for itself. @returns in the order of the queries */
  batch(queries: readonly SearchQuery[], limits?: CallLimits): Promise<BatchOutcome[]>;
  /**
   * Searches without a bound on their number. Outcomes come in the order in which they are done; queries are taken as
   * fast as outcomes are. Leaving the loop cancels what is under way.
   */
  searchStream(
    queries: Iterable<SearchQuery> | AsyncIterable<SearchQuery>,
    limits?: CallLimits,
  ): AsyncGenerator<StreamOutcome, void, undefined>;
  /** Why a passage matches a query, token by token. */
  explain(query: string, options: ExplainOptions & CallLimits): Promise<Explanation>;
  /** Lets calls in progress finish and closes the connection. */
  close(): void;
}

/**
 * Connects with the first call, and again whenever the connection is lost. Every call has a deadline, is tried again
 * while that leaves time, and carries the active span's context (W3C Trace Context).
 * @throws OpticalError invalid-argument for a setting out of range; failed-precondition when certificate or token files
 *   are unusable, or the token would leave this machine in plaintext
 */
export function createRetrieverClient({ address, telemetry, ...options }: RetrieverClientOptions): RetrieverClient {
  const settings = clientSettings(options);
  return retrieverClient(
    createClient(loadContract('retriever'), { address, settings, telemetry: telemetry ?? globalTelemetry() }),
  );
}

/** The same in front of a client of the contract that is there already. */
export function retrieverClient(client: ServiceClient<'retriever'> & ClosableClient): RetrieverClient {
  const close = (): void => {
    client.close();
  };
  return {
    search: async (query, { deadlineMs, signal, ...search } = {}) =>
      toSearchResult(await client.search(searchRequest({ query, ...search }), limits({ deadlineMs, signal }))),
    batch: async (queries, callLimits = {}) => {
      const { results } = await client.batchSearch({ requests: queries.map(searchRequest) }, limits(callLimits));
      return results.map(toOutcome);
    },
    searchStream: async function* (queries, callLimits = {}) {
      for await (const { sequence, result } of client.searchStream(numbered(queries), limits(callLimits)))
        yield { index: sequence, ...toOutcome(result!) };
    },
    explain: async (query, { deadlineMs, signal, language = 'und', ...explain }) =>
      toExplanation(await client.explain({ query, language, ...explain }, limits({ deadlineMs, signal }))),
    close,
    [Symbol.dispose]: close,
  };
}

async function* numbered(
  queries: Iterable<SearchQuery> | AsyncIterable<SearchQuery>,
): AsyncGenerator<SearchStreamRequest, void, undefined> {
  let sequence = 0;
  for await (const query of queries) yield { sequence: sequence++, request: searchRequest(query) };
}

function limits({ deadlineMs, signal }: { [Name in keyof CallLimits]: CallLimits[Name] | undefined }): CallLimits {
  return { ...(deadlineMs !== undefined && { deadlineMs }), ...(signal && { signal }) };
}

/** Whatever the program has registered; without it, spans and metrics go nowhere. */
function globalTelemetry(): CreateClientOptions['telemetry'] {
  const name = '@optical/client';
  const nothing = (): Promise<void> => Promise.resolve();
  return {
    tracer: trace.getTracer(name),
    meter: metrics.getMeter(name),
    logger: pino({ level: 'silent' }),
    flush: nothing,
    shutdown: nothing,
  };
}
