import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { ServiceClient } from '@optical/grpc';
import { serveContract } from '@optical/testing';
import type { ServedContract } from '@optical/testing';
import { searchSystem } from './support/start-search.ts';
import { publishTeacher } from './support/tiny-models.ts';

const quiet = { OPTICAL_TELEMETRY_LOG_LEVEL: 'info', OPTICAL_ENCODING_DEVICE: 'cpu', OPTICAL_ENCODING_THREADS: '1' };

/** Time for a search, and what it keeps of it, in milliseconds. */
const [eachMs, marginMs] = [20_000, 20];

const search = { query: 'the old market', language: 'en', collection: 'tiny' };
const endless = { ...search, exact: true };

describe('a search that the indexer cuts short', () => {
  const system = searchSystem();
  /** Milliseconds that the indexer was given for endless searches. */
  const given: number[] = [];
  let indexer: ServedContract;
  let retriever: ServiceClient<'retriever'>;

  before(async () => {
    const { name, digest, fingerprint } = await publishTeacher(system.artifacts, 'teacher/tiny', 1);
    const spec = { name: 'tiny', encoder: { name, digest }, space: { fingerprint, normalized: true } };
    indexer = await serveContract('indexer', path.join(system.home, 'telemetry'), {
      describeCollection: () => Promise.resolve({ collection: { spec } }),
      search: ({ exact }, { deadline }) => {
        if (exact) given.push(deadline - Date.now());
        const hits = [{ id: 'p0', documentId: 'p0', score: 2.5 }];
        const version = { collection: 'tiny', version: 1 };
        return Promise.resolve({ hits, timings: {}, counts: {}, partial: exact, version });
      },
    });
    await system.start('tokenizer', quiet);
    const address = await system.start('retriever', {
      ...quiet,
      OPTICAL_PEERS_INDEXER: indexer.address,
      OPTICAL_RETRIEVER_SEARCH_EACH_MS: String(eachMs),
    });
    retriever = system.connect('retriever', address).client;
    assert.equal((await retriever.search(search)).partial, false);
  });

  after(async () => {
    await system[Symbol.asyncDispose]();
    await indexer[Symbol.asyncDispose]();
  });

  it('says so, and leaves the service time to answer', async () => {
    const { partial, hits } = await retriever.search(endless, { deadlineMs: eachMs });
    assert.deepEqual([partial, hits.length], [true, 1]);
    assert.ok(given.at(-1)! <= eachMs - marginMs, `${given.at(-1)} ms`);
  });

  it('says so in a batch, beside searches that came to their end', async () => {
    const { results } = await retriever.batchSearch({ requests: [endless, search] });
    assert.deepEqual(
      results.map(({ response }) => response?.partial),
      [true, false],
      JSON.stringify(results),
    );
    assert.ok(given.at(-1)! <= eachMs - marginMs, `${given.at(-1)} ms`);
  });

  it('says so in a stream', async () => {
    const requests = (async function* () {
      yield await Promise.resolve({ sequence: 1, request: endless });
    })();
    const [answer] = await Array.fromAsync(retriever.searchStream(requests));
    assert.equal(answer!.result!.response?.partial, true);
    assert.ok(given.at(-1)! <= eachMs - marginMs, `${given.at(-1)} ms`);
  });
});
