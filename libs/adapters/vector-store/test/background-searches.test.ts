import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { EmbeddedEngineOptions } from '../src/index.ts';
import type { OpenCollection } from '../src/embedded/open-collection.ts';
import { RecallLog } from '../src/embedded/recall-log.ts';
import { searchCollection } from '../src/embedded/search-collection.ts';
import { SearchPool } from '../src/embedded/searching/search-pool.ts';
import { limits, query } from './support/engine.ts';
import { options } from './support/passages.ts';

/** A pool of one thread that is busy with a task that nobody waits for, until it gives way. */
async function withBusyPool(work: (pool: SearchPool, hasGivenWay: () => boolean) => Promise<void>): Promise<void> {
  const pool = new SearchPool(1, 0);
  const task = Promise.withResolvers<undefined>();
  let hasGivenWay = false;
  const giveWay = () => {
    hasGivenWay = true;
    task.resolve(undefined);
  };
  const background = pool.runIdle(() => task.promise, giveWay);
  try {
    await work(pool, () => hasGivenWay);
  } finally {
    giveWay();
    await background;
    await pool.close();
  }
}

describe('a search that nobody waits for', () => {
  it('gives way to a search that would wait, whatever the length of the line', () =>
    withBusyPool(async (pool) => {
      const second = () => pool.run(() => Promise.resolve('second'));
      const first = pool.run(() => Promise.resolve('first'));
      await assert.rejects(second(), { kind: 'exhausted' });
      assert.equal(await first, 'first');
      await turn();
      assert.equal(await second(), 'second');
    }));

  for (const method of ['forget', 'close'] as const) {
    it(`gives way to ${method}`, () =>
      withBusyPool(async (pool, hasGivenWay) => {
        await pool[method]('none');
        assert.equal(hasGivenWay(), true);
      }));
  }

  it('gives way to a new view', () =>
    withBusyPool(async (pool, hasGivenWay) => {
      // A thread refuses a folder that does not exist.
      await assert.rejects(pool.adopt('none', undefined as never));
      assert.equal(hasGivenWay(), true);
    }));

  it('tells nothing of recall when something was written since the search that it repeats', async () => {
    for (const [version, estimates] of [
      [1, 1],
      [2, 0],
    ] as const) {
      const recall = new RecallLog();
      const results = [1, version].map((of) => ({ hits: [], partial: false, version: of }));
      const search = () => Promise.resolve(results.shift());
      const pool = { run: search, runIdle: search } as unknown as SearchPool;
      const collection = { folder: '', spec: { name: 'a' }, recall } as unknown as OpenCollection;
      const always: EmbeddedEngineOptions = options('', { recallSampleRatio: 1 });
      await searchCollection(collection, pool, always, query(), limits);
      await turn();
      await turn();
      assert.equal(recall.estimates().length, estimates);
    }
  });
});
