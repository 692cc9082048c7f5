import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { EmbeddedEngineOptions } from '../src/index.ts';
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

const eligible = 20;

/**
 * Estimates of recall after a search of version 1 that looked at some candidates.
 * @param version that its exact repetition finds
 */
async function estimatesAfter(found: { readonly version: number; readonly candidates: number }): Promise<number> {
  const recall = new RecallLog();
  const counts = { eligible, candidates: found.candidates, reranked: found.candidates };
  const results = [1, found.version].map((version) => ({ hits: [], counts, partial: false, version }));
  const search = () => Promise.resolve(results.shift());
  const pool = { run: search, runIdle: search } as unknown as SearchPool;
  const always: EmbeddedEngineOptions = options('', { recallSampleRatio: 1 });
  await searchCollection({ name: 'a', folder: '', recall }, pool, always, query(), limits);
  await turn();
  await turn();
  return recall.estimates().length;
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
    assert.equal(await estimatesAfter({ version: 1, candidates: 5 }), 1);
    assert.equal(await estimatesAfter({ version: 2, candidates: 5 }), 0);
  });

  it('is not begun for a search that scored all that is eligible', async () => {
    assert.equal(await estimatesAfter({ version: 1, candidates: eligible }), 0);
  });
});
