import type { SearchRequest__Output, SearchResponse, SearchResult } from '@optical/contracts/retriever';
import { OpticalError } from '@optical/errors';
import { toItemError } from '@optical/grpc';
import type { ServiceHandlers } from '@optical/grpc';
import { refuse, violation } from '../requests/read-query.ts';
import type { AnswerSearches } from '../search/answer-searches.ts';

const most = 1_000;

/** Of the time that a call has left, what is kept for its reply: a search that takes longer fails by itself. */
const reserve = { share: 0.2, maximumMs: 1_000 };

/** Bytes of a reply besides texts: some for each result, some for each hit. */
const overheadBytes = { result: 512, hit: 128 };

/**
 * Many searches; each succeeds or fails for itself.
 * @param maxReplyBytes what does not fit into the reply fails by itself
 */
export const batchSearch =
  (answerSearches: AnswerSearches, maxReplyBytes: number): ServiceHandlers<'retriever'>['batchSearch'] =>
  async ({ requests }, { signal, deadline }) => {
    const count = requests.length;
    if (count < 1 || count > most) refuse([violation('requests', `${count} searches; from 1 to ${most} may be sent`)]);
    const results: SearchResult[] = [];
    const kept = Math.min(reserve.maximumMs, reserve.share * (deadline - Date.now()));
    let left = maxReplyBytes - count * overheadBytes.result;
    for await (const { sequence, ...result } of answerSearches(numbered(requests), {
      signal,
      deadline: deadline - kept,
    })) {
      const bytes = 'response' in result ? bytesOf(result.response) : 0;
      results[sequence] = bytes <= left ? result : { error: toItemError(noRoom(bytes, maxReplyBytes)) };
      if (bytes <= left) left -= bytes;
    }
    return { results };
  };

/** About as many bytes as the hits take on the wire. */
function bytesOf({ hits = [] }: SearchResponse): number {
  const ofText = (text: string | undefined) => Buffer.byteLength(text ?? '');
  return hits.reduce(
    (sum, { id, documentId, text, metadata }) =>
      sum + overheadBytes.hit + ofText(id) + ofText(documentId) + ofText(text) + ofText(JSON.stringify(metadata ?? {})),
    0,
  );
}

function noRoom(bytes: number, limit: number): OpticalError {
  const message =
    `the hits take about ${bytes} bytes, for which the reply of at most ${limit} bytes has no room beside the other ` +
    'results; send fewer searches, omit content, or use SearchStream';
  return new OpticalError('exhausted', message);
}

async function* numbered(
  requests: readonly SearchRequest__Output[],
): AsyncGenerator<{ readonly sequence: number; readonly request: SearchRequest__Output }, void, undefined> {
  for (const [sequence, request] of requests.entries()) {
    await Promise.resolve();
    yield { sequence, request };
  }
}
