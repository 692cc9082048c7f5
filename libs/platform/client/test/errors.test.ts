import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exhausted, invalidArgument, notFound } from '@optical/errors';
import { createRetrieverClient, OpticalError } from '../src/index.ts';
import { found, startRetriever } from './support/start-retriever.ts';

describe('errors of the client', () => {
  it('say what the service said: kind, message and details', async (t) => {
    const errors = [
      invalidArgument({ field: 'k', description: '1001 is over the limit of 1000' }),
      notFound('collection', 'wiki'),
      exhausted('64 calls are running', 250),
      new OpticalError('permission-denied', 'the token lacks the scope'),
    ];
    let next = 0;
    const address = await startRetriever(t, { search: () => Promise.reject(errors[next++]!) });
    using client = createRetrieverClient({ address, attempts: 1 });
    for (const { kind, message, details } of errors)
      await assert.rejects(client.search('vita'), (error) => {
        assert.ok(error instanceof OpticalError);
        assert.deepEqual([error.kind, error.message, error.details], [kind, message, details]);
        return true;
      });
  });

  it('are the same for what never reached a service', async () => {
    using client = createRetrieverClient({ address: '127.0.0.1:1', attempts: 1 });
    for (const call of [() => client.search('vita'), () => client.batch([{ query: 'vita' }])])
      await assert.rejects(call, (error) => error instanceof OpticalError && error.kind === 'unavailable');
    const left = AbortSignal.abort();
    await assert.rejects(client.search('vita', { signal: left }), { name: 'OpticalError', kind: 'cancelled' });
  });

  it('are the same for settings out of range, before any call', () => {
    for (const wrong of [{ deadlineMs: 0 }, { attempts: -1 }, { maxMessageBytes: 1 }])
      assert.throws(
        () => createRetrieverClient({ address: '127.0.0.1:1', ...wrong }),
        (error) => error instanceof OpticalError && error.details.fieldViolations!.length === 1,
      );
  });

  it('belong to the one search of a batch or a stream that failed', async (t) => {
    const results = [{ response: found }, { error: { code: 8, message: 'full', retryAfterMs: 40 } }];
    const address = await startRetriever(t, {
      batchSearch: () => Promise.resolve({ results }),
      searchStream: async function* (requests) {
        for await (const { sequence } of requests) yield { sequence, result: results[sequence]! };
      },
    });
    using client = createRetrieverClient({ address });
    const queries = [{ query: 'vita' }, { query: 'amani' }];
    const streamed = [];
    for await (const outcome of client.searchStream(queries)) streamed.push(outcome);
    for (const [first, second] of [await client.batch(queries), streamed]) {
      assert.ok(first && 'result' in first && second && 'error' in second);
      assert.equal(first.result.hits[0]!.text, found.hits[0]!.text);
      const { kind, message, details } = second.error;
      assert.deepEqual([kind, message, details], ['exhausted', 'full', { retryAfterMs: 40 }]);
    }
  });
});
