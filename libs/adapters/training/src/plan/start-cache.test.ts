import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '@optical/testing';
import { cachedNumbers, startKey } from './start-cache.ts';

test('numbers are computed once, and again after their file was torn', async () => {
  using folder = temporaryFolder();
  let computations = 0;
  const numbers = new Float32Array([1.5, -2, 0]);
  const get = () =>
    cachedNumbers(folder.path, 'key', () => {
      computations += 1;
      return Promise.resolve(numbers);
    });
  assert.deepEqual(await get(), numbers);
  assert.deepEqual(await get(), numbers);
  assert.equal(computations, 1);
  const [name] = readdirSync(folder.path);
  const file = path.join(folder.path, name!);
  const bytes = readFileSync(file);
  bytes[5]! ^= 1;
  writeFileSync(file, bytes);
  assert.deepEqual(await get(), numbers);
  assert.equal(computations, 2);
});

test('the key depends on values and numbers', () => {
  const key = startKey({ a: 1 }, [new Int32Array([1, 2])]);
  assert.equal(startKey({ a: 1 }, [new Int32Array([1, 2])]), key);
  assert.notEqual(startKey({ a: 2 }, [new Int32Array([1, 2])]), key);
  assert.notEqual(startKey({ a: 1 }, [new Int32Array([1, 3])]), key);
});
