import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { temporaryFolder } from '@optical/testing';
import { assertRejected } from '@optical/testing/assert-rejected';
import { axis, collectionSpec, fingerprint, passage, searchRequest, streamOf } from './support/messages.ts';
import { serveIndexer } from './support/serve-indexer.ts';
import type { ServedIndexer } from './support/serve-indexer.ts';

const collection = 'large';
const text = 'x'.repeat(2 ** 20);
const folder = temporaryFolder();
let served: ServedIndexer;
before(async () => {
  served = await serveIndexer(folder.path);
  await served.client.createCollection({ spec: collectionSpec(collection), requestId: 'create' });
  const long = Array.from({ length: 6 }, (_, i) => passage(`long-${i}`, [axis(0)], { text }));
  const many = passage('many-tokens', Array<number[]>(1024).fill(axis(1)));
  const requests = [...long, many].map((one, sequence) => ({
    ...(sequence === 0 && { collection, spaceFingerprint: fingerprint }),
    sequence,
    passages: [one],
  }));
  await Array.fromAsync(served.client.upsert(streamOf(requests)));
});
after(async () => {
  await served[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

describe('a reply of the indexer that would be larger than a message', () => {
  it('is refused before all its passages are read, naming bytes and limit', async () => {
    const get = (id: string, count: number, more: object = {}) =>
      served.client.getPassages({ collection, ids: Array<string>(count).fill(id), ...more });
    await assertRejected(() => get('long-0', 1000), 'exhausted', 'first 4 of 1000', '4194304 bytes', 'fewer ids');
    const withVectors = { includeVectors: true };
    const tooMany = () => get('many-tokens', 1000, withVectors);
    await assertRejected(tooMany, 'exhausted', 'first 128 of 1000', '4194304 bytes', 'leave out vectors');
    assert.equal((await get('many-tokens', 1000)).passages.length, 1000);
    assert.equal((await get('many-tokens', 400, { ...withVectors, dtype: 'DTYPE_I8' })).passages.length, 400);
    await assertRejected(() => get('many-tokens', 400, { ...withVectors, dtype: 'DTYPE_F16' }), 'exhausted', '256 of');
  });

  it('is refused before the texts of all its hits are read, and is sent without them', async () => {
    const search = (more: object) => served.client.search(searchRequest(collection, [axis(0)], { k: 6, ...more }));
    await assertRejected(() => search({}), 'exhausted', 'first 4 of 6 hits', '4194304 bytes', 'omit their content');
    assert.equal((await search({ omitContent: true })).hits.length, 6);
    assert.equal((await search({ k: 3 })).hits.length, 3);
  });
});
