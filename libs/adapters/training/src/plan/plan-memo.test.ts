import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PlanMemo } from './plan-memo.ts';

test('values are made once, the longest unused goes, and failures are not kept', async () => {
  const memo = new PlanMemo(2);
  const made: string[] = [];
  const get = (key: string) =>
    memo.of(key, () => {
      made.push(key);
      return Promise.resolve(key.toUpperCase());
    });
  assert.equal(await get('a'), 'A');
  await get('b');
  await get('a');
  await get('c');
  await get('a');
  assert.equal(await get('b'), 'B');
  assert.deepEqual(made, ['a', 'b', 'c', 'b']);
  await assert.rejects(memo.of('d', () => Promise.reject(new Error('torn'))));
  assert.equal(await get('d'), 'D');
});
