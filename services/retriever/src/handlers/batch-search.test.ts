import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { SearchRequest__Output } from '@optical/contracts/retriever';
import type { RpcContext } from '@optical/grpc';
import { createAnswerSearches } from '../search/answer-searches.ts';
import type { SearchText } from '../search/search-text.ts';
import { batchSearch } from './batch-search.ts';

/** Finds one passage of as many bytes as the query says, at once; never answers the query `slow`. */
const searchText: SearchText = async ({ query }, { signal }) => {
  if (query !== 'slow') return { hits: [{ id: 'p', text: 'x'.repeat(Number(query)) }] };
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
};

interface Sent {
  readonly eachMs?: number;
  readonly deadlineMs?: number;
  readonly maxReplyBytes?: number;
}

/** gRPC codes and messages of the results. */
async function send(
  queries: readonly string[],
  { eachMs = 10_000, deadlineMs = 10_000, maxReplyBytes = 4_194_304 }: Sent,
): Promise<{ readonly code: number; readonly message: string }[]> {
  const handler = batchSearch(createAnswerSearches(searchText, { window: 2, eachMs }), maxReplyBytes);
  const context = { signal: new AbortController().signal, deadline: Date.now() + deadlineMs } as RpcContext;
  const requests = queries.map((query) => ({ query }) as SearchRequest__Output);
  const { results } = await handler({ requests }, context);
  return results!.map(({ error }) => ({ code: error?.code ?? 0, message: error?.message ?? '' }));
}

const codesOf = (results: readonly { readonly code: number }[]) => results.map(({ code }) => code);

describe('a batch of searches', () => {
  it('gives each search a time of its own', async () => {
    const results = await send(['10', 'slow', '10', '10'], { eachMs: 30 });
    assert.deepEqual(codesOf(results), [0, 4, 0, 0]);
    assert.match(results[1]!.message, /30 ms/);
  });

  it('answers before the deadline of the call, with what is done', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
    const sent = send(['10', ...Array.from({ length: 50 }, () => 'slow')], { deadlineMs: 500 });
    let answeredAt: number | undefined;
    void sent.then(() => (answeredAt = Date.now()));
    while (answeredAt === undefined && Date.now() < 1000) {
      t.mock.timers.tick(1);
      await turn();
    }
    const results = await sent;
    assert.ok(answeredAt! >= 300 && answeredAt! <= 450, `${answeredAt} ms`);
    assert.deepEqual(codesOf(results), [0, ...Array.from({ length: 50 }, () => 4)]);
    assert.match(results.at(-1)!.message, /no time was left/);
  });

  it('leaves out the hits that its reply has no room for, naming what they take and the limit', async () => {
    const results = await send(['3000', '3000', '3000', '10'], { maxReplyBytes: 9_000 });
    assert.deepEqual(codesOf(results), [0, 0, 8, 0]);
    assert.match(results[2]!.message, /about 3\d\d\d bytes.*9000 bytes/);
  });
});
