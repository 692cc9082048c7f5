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
    const collections = new OpenCollections(64, () => undefined);
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
    const collections = new OpenCollections(64, () => undefined);
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

  it('are closed beyond the number that stay open, the longest unused first, once nobody uses or builds them', async () => {
    const closed: string[] = [];
    const collections = new OpenCollections(2, (name) => closed.push(name));
    const building = new Set(['a']);
    const use = (name: string, work = () => Promise.resolve()) => {
      const collection = {
        spec: { name },
        get isBuilding() {
          return building.has(name);
        },
        close: () => Promise.resolve(),
      } as unknown as OpenCollection;
      return collections.use(name, () => Promise.resolve(collection), work);
    };
    const search = Promise.withResolvers<undefined>();
    await use('a');
    const searching = use('b', async () => {
      await search.promise;
    });
    await Promise.all([use('c'), use('d')]);
    await turn();
    assert.deepEqual(closed, ['c', 'd'], 'one is built, another one is searched');
    building.clear();
    await use('c');
    await turn();
    assert.deepEqual(closed, ['c', 'd', 'a']);
    search.resolve(undefined);
    await searching;
    await use('b');
    await turn();
    assert.deepEqual(closed, ['c', 'd', 'a'], 'two stay open');
    await use('d');
    await turn();
    assert.deepEqual(closed, ['c', 'd', 'a', 'c']);
    const searches = Promise.withResolvers<undefined>();
    const both = ['b', 'e'].map((name) =>
      use(name, async () => {
        await searches.promise;
      }),
    );
    await turn();
    searches.resolve(undefined);
    await Promise.all(both);
    await turn();
    assert.deepEqual(closed, ['c', 'd', 'a', 'c', 'd'], 'no more than needed when two end at once');
  });
});
