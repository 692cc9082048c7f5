import type { SearchStreamRequest } from '@optical/contracts/retriever';
import type { ClosableClient, ServiceClient } from '@optical/grpc';
import { toExplanation } from './explanation.ts';
import type { CallLimits, RetrieverClient } from './retriever-client.ts';
import { searchRequest } from './search-request.ts';
import type { SearchQuery } from './search-request.ts';
import { toOutcome, toSearchResult } from './search-result.ts';

/** The methods of `RetrieverClient` in front of a client of the contract. */
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
