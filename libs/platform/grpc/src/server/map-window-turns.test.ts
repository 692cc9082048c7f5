import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { mapWindow } from './map-window.ts';

/** Numbers from 1 on, and how many were taken. */
function numbers(count: number) {
  const state = { taken: 0, isClosed: false };
  async function* source(): AsyncGenerator<number> {
    try {
      while (state.taken < count) {
        await nextTurn();
        yield (state.taken += 1);
      }
    } finally {
      state.isClosed = true;
    }
  }
  return { state, source: source() };
}

describe('mapWindow, turn by turn', () => {
  it('yields results as they come, for any number of items', async () => {
    const { source } = numbers(9);
    const delays = [3, 1, 2];
    const work = async (item: number): Promise<number> => {
      for (let turn = 0; turn < 5 * delays[item % 3]!; turn++) await nextTurn();
      return item * item;
    };
    const results = await Array.fromAsync(mapWindow(source, 3, work));
    assert.notDeepEqual(
      results,
      results.toSorted((a, b) => a - b),
    );
    assert.deepEqual(
      results.toSorted((a, b) => a - b),
      [1, 4, 9, 16, 25, 36, 49, 64, 81],
    );
    assert.deepEqual(await Array.fromAsync(mapWindow(numbers(0).source, 3, work)), []);
  });

  it('takes no more than its limit while nothing is finished or nobody reads', async () => {
    const { state, source } = numbers(100);
    const finish: (() => void)[] = [];
    const results = mapWindow(
      source,
      4,
      (item) =>
        new Promise<number>((resolve) =>
          finish.push(() => {
            resolve(item);
          }),
        ),
    );
    const first = results.next();
    for (let turn = 0; turn < 50; turn++) await nextTurn();
    assert.equal(state.taken, 4);
    for (const resolve of finish) resolve();
    assert.equal((await first).value, 1);
    for (let turn = 0; turn < 50; turn++) await nextTurn();
    assert.equal(state.taken, 4, 'the reader has not come back');
    await results.return(undefined);
  });

  it('ends with the failure of the source or of the work', async () => {
    const { source } = numbers(3);
    const fail = (): Promise<number> => Promise.reject(new Error('refused'));
    await assert.rejects(Array.fromAsync(mapWindow(source, 2, fail)), /refused/);
    async function* broken(): AsyncGenerator<number> {
      await nextTurn();
      throw new Error('source');
    }
    await assert.rejects(Array.fromAsync(mapWindow(broken(), 2, fail)), /source/);
  });
});
