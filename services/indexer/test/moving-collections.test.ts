import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { UpsertRequest, UpsertResponse__Output } from '@optical/contracts/indexer';
import { temporaryFolder } from '@optical/testing';
import { assertRejected } from '@optical/testing/assert-rejected';
import { axis, collectionSpec, dims, fingerprint, passage, streamOf } from './support/messages.ts';
import { serveIndexer } from './support/serve-indexer.ts';
import type { ServedIndexer } from './support/serve-indexer.ts';

/** The batches of an upload, each after the answer to the one before and what is done then. */
async function upload(
  { client }: ServedIndexer,
  collection: string,
  between: () => Promise<unknown>,
): Promise<UpsertResponse__Output[]> {
  async function* batches(): AsyncGenerator<UpsertRequest, void, undefined> {
    yield { collection, spaceFingerprint: fingerprint, sequence: 0, passages: [passage('a', [axis(0)])] };
    await answered.promise;
    await between();
    yield { sequence: 1, passages: [passage('b', [axis(1)])] };
  }
  const answered = Promise.withResolvers<undefined>();
  const replies: UpsertResponse__Output[] = [];
  for await (const reply of client.upsert(batches())) {
    replies.push(reply);
    answered.resolve(undefined);
  }
  return replies;
}

describe('collections that change under way', () => {
  const folder = temporaryFolder();
  let served: ServedIndexer;
  before(async () => {
    served = await serveIndexer(folder.path, { OPTICAL_SEARCH_QUEUE: '1', OPTICAL_SEARCH_THREADS: '1' });
  });
  after(async () => {
    await served[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });
  const create = (name: string, space = fingerprint) =>
    served.client.createCollection({
      spec: collectionSpec(name, { space: { fingerprint: space, dims, normalized: true } }),
      requestId: `${name} ${space}`,
    });

  it('an upload is refused once its collection has been made anew for other vectors', async () => {
    await create('anew');
    const other = 'ef'.repeat(32);
    const makeAnew = async () => {
      await served.client.deleteCollection({ collection: 'anew' });
      await create('anew', other);
    };
    await assertRejected(() => upload(served, 'anew', makeAnew), 'failed-precondition', fingerprint, other);
    const { collection } = await served.client.describeCollection({ collection: 'anew' });
    assert.equal(collection!.statistics!.passages, 0);
  });

  it('an alias, which may move, is refused by uploads and deletions, naming its collection', async () => {
    await create('first');
    await served.client.setAlias({ alias: 'current', collection: 'first' });
    const passages = [passage('a', [axis(0)])];
    const batch = { collection: 'current', spaceFingerprint: fingerprint, sequence: 0, passages };
    const write = () => Array.fromAsync(served.client.upsert(streamOf([batch])));
    await assertRejected(write, 'failed-precondition', 'current', 'first');
    const remove = () => served.client.delete({ collection: 'current', ids: ['a'] });
    await assertRejected(remove, 'failed-precondition', 'current', 'first');
    const { collection } = await served.client.describeCollection({ collection: 'current' });
    assert.equal(collection!.statistics!.passages, 0);
  });

  it('a page lists more collections than searches may wait', async () => {
    for (let number = 0; number < 6; number++) await create(`listed-${number}`);
    const { collections } = await served.client.listCollections({});
    assert.equal(collections.filter(({ spec }) => spec!.name.startsWith('listed-')).length, 6);
  });
});
