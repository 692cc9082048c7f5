import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createRetrieverClient } from '@optical/client';
import { OpticalError } from '@optical/errors';
import { assertRejected } from '@optical/testing/assert-rejected';
import { createTiny, encodePassages, fillTiny } from './support/passages.ts';
import { searchSystem } from './support/start-search.ts';
import { publishTeacher } from './support/tiny-models.ts';

const quiet = { OPTICAL_TELEMETRY_LOG_LEVEL: 'info', OPTICAL_ENCODING_DEVICE: 'cpu', OPTICAL_ENCODING_THREADS: '1' };
const query = 'the castle in the mountain';

describe('a retriever that works on one search and lets one wait', () => {
  const system = searchSystem();
  let address: string;

  before(async () => {
    const teacher = await publishTeacher(system.artifacts, 'teacher/tiny', 1);
    const tokenizer = system.connect('tokenizer', await system.start('tokenizer', quiet)).client;
    const indexer = system.connect('indexer', await system.start('indexer', quiet)).client;
    await createTiny(system.artifacts, indexer, teacher);
    address = await system.start('retriever', {
      ...quiet,
      OPTICAL_RETRIEVER_COLLECTION: 'tiny',
      OPTICAL_RETRIEVER_SEARCH_RUNNING: '1',
      OPTICAL_RETRIEVER_SEARCH_WAITING: '1',
    });
    using client = createRetrieverClient({ address, attempts: 1, deadlineMs: 60_000 });
    await client.search(query, { language: 'en' });
    await fillTiny(indexer, teacher, await encodePassages(tokenizer, 'vocabulary/teacher/tiny', 1));
  });

  after(() => system[Symbol.asyncDispose]());

  it('refuses others at once, with a time to come back, after which they are answered', async () => {
    using client = createRetrieverClient({ address, attempts: 1, deadlineMs: 60_000 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => client.search(query, { language: 'en' })),
    );
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as Error] : []));
    assert.ok(refused.length > 0 && refused.length < outcomes.length, `${refused.length} refused`);
    for (const reason of refused)
      await assertRejected(() => Promise.reject(reason), 'exhausted', '1 calls are running and 1 are waiting');
    using patient = createRetrieverClient({ address, attempts: 5, deadlineMs: 60_000 });
    assert.equal((await patient.search(query, { language: 'en', k: 2 })).hits.length, 2);
  });

  it('does not look at a query that it has no room for', async () => {
    using client = createRetrieverClient({ address, attempts: 1, deadlineMs: 60_000 });
    const outcome = async (text: string): Promise<string> => {
      try {
        await client.search(text, { language: 'en' });
        return 'found';
      } catch (error) {
        assert.ok(error instanceof OpticalError);
        return error.kind;
      }
    };
    const load = { isOver: false };
    const callers = Array.from({ length: 8 }, async () => {
      while (!load.isOver) await outcome(query);
    });
    let empty = '';
    for (let attempt = 0; attempt < 1000 && empty !== 'exhausted'; attempt++) empty = await outcome('');
    load.isOver = true;
    await Promise.all(callers);
    assert.equal(empty, 'exhausted');
    assert.equal(await outcome(''), 'invalid-argument');
  });
});
