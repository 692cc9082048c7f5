import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { mapWindow } from './map-window.ts';

async function* numbers(count: number, taken: number[] = []): AsyncGenerator<number, void, undefined> {
  for (let value = 0; value < count; value++) {
    taken.push(value);
    yield value;
    await sleep(0);
  }
}

describe('mapWindow', () => {
  it('gives every result once, faster ones first, and never runs more than the window', async () => {
    let running = 0;
    let most = 0;
    const results: number[] = [];
    const firstResult = Promise.withResolvers<undefined>();
    const work = async (value: number): Promise<number> => {
      most = Math.max(most, ++running);
      await (value === 0 ? firstResult.promise : sleep(30));
      running--;
      return value;
    };
    for await (const result of mapWindow(numbers(10), 3, work)) {
      results.push(result);
      firstResult.resolve(undefined);
    }
    assert.equal(most, 3);
    assert.notEqual(results[0], 0);
    assert.deepEqual(
      [...results].sort((a, b) => a - b),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
  });

  it('takes no more items than the window while nobody reads', async () => {
    const taken: number[] = [];
    const results = mapWindow(numbers(100, taken), 3, (value) => Promise.resolve(value));
    await results.next();
    await sleep(20);
    assert.ok(taken.length <= 4, String(taken.length));
    await results.return();
  });

  it('ends with the first failure', async () => {
    const results = mapWindow(numbers(10), 3, (value) =>
      value === 4 ? Promise.reject(new Error('four')) : Promise.resolve(value),
    );
    await assert.rejects(async () => {
      for await (const result of results) assert.notEqual(result, 4);
    }, /four/);
  });
});
