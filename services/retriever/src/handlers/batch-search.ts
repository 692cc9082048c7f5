import type { SearchRequest__Output, SearchResult } from '@optical/contracts/retriever';
import { answerBatches } from '@optical/grpc';
import type { ServiceHandlers } from '@optical/grpc';
import { refuse, violation } from '../requests/read-query.ts';
import type { SearchText } from '../search/search-text.ts';

const most = 1_000;

/** Many searches, `window` at a time; each succeeds or fails for itself. */
export const batchSearch =
  (searchText: SearchText, window: number): ServiceHandlers<'retriever'>['batchSearch'] =>
  async ({ requests }, context) => {
    const count = requests.length;
    if (count < 1 || count > most) refuse([violation('requests', `${count} searches; from 1 to ${most} may be sent`)]);
    const results: SearchResult[] = [];
    const replies = answerBatches(numbered(requests), { window, signal: context.signal }, (request) =>
      searchText(request, context),
    );
    for await (const { sequence, ...result } of replies) results[sequence] = result;
    return { results };
  };

async function* numbered(
  requests: readonly SearchRequest__Output[],
): AsyncGenerator<{ readonly sequence: number; readonly request: SearchRequest__Output }, void, undefined> {
  for (const [sequence, request] of requests.entries()) {
    await Promise.resolve();
    yield { sequence, request };
  }
}
