import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { OpticalError } from '@optical/errors';
import type { OpenCollection } from '../src/embedded/open-collection.ts';
import { OpenCollections } from '../src/embedded/open-collections.ts';

describe('collections in memory', () => {
  it('keep those who come waiting while one leaves to be read anew, after those who use it', async () => {
    const events: string[] = [];
    const collection = {
      folder: 'a',
      close: () => Promise.resolve(events.push('closed')),
    } as unknown as OpenCollection;
    const read = () => {
      events.push('read');
      return Promise.resolve(collection);
    };
    const collections = new OpenCollections(() => undefined);
    const search = Promise.withResolvers<undefined>();
    const user = collections.use('a', read, () => search.promise);
    await turn();
    const renewal = collections.renew('a');
    const comer = collections.use('a', read, () => Promise.resolve(events.push('used')));
    await turn();
    assert.deepEqual(events, ['read'], 'it stays while it is used');
    search.resolve(undefined);
    await Promise.all([user, renewal, comer]);
    assert.deepEqual(events, ['read', 'closed', 'read', 'used']);
  });

  it('are read again only when they have left', async () => {
    const leaving = Promise.withResolvers<undefined>();
    const collection = {
      folder: '/collections/a',
      spec: { name: 'a' },
      isBuilding: false,
      close: () => leaving.promise,
    } as unknown as OpenCollection;
    let reads = 0;
    const read = () => {
      reads++;
      return Promise.resolve(collection);
    };
    const collections = new OpenCollections(() => undefined);
    await collections.use('a', read, () => Promise.resolve());
    let attempts = 0;
    const full = new OpticalError('exhausted', 'no room', { retryAfterMs: 1 });
    const needingRoom = collections.makingRoom(() => (attempts++ === 0 ? Promise.reject(full) : Promise.resolve()));
    await turn();
    const comer = collections.use('a', read, () => Promise.resolve());
    await turn();
    assert.equal(reads, 1);
    leaving.resolve(undefined);
    await Promise.all([needingRoom, comer]);
    assert.equal(reads, 2);
  });
});
