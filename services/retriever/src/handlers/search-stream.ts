import { answerBatches } from '@optical/grpc';
import type { ServiceHandlers } from '@optical/grpc';
import type { SearchText } from '../search/search-text.ts';

/** Searches of a stream, `window` at a time; a refused one is answered and does not end the stream. */
export const searchStream = (searchText: SearchText, window: number): ServiceHandlers<'retriever'>['searchStream'] =>
  async function* (requests, context) {
    const replies = answerBatches(requests, { window, signal: context.signal }, (request) =>
      searchText(request, context),
    );
    for await (const { sequence, ...result } of replies) yield { sequence, result };
  };
