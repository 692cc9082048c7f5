import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { temporaryFolder } from '@optical/testing';
import { openVectorFile } from './vector-file.ts';

test('vectors come back as they were written, others are absent, and so is a record that was torn', async () => {
  using folder = temporaryFolder();
  const path = `${folder.path}/vectors.f16`;
  const file = await openVectorFile(path, [2, 3, 4]);
  const vectors = new Float16Array([0, 0, 0, 0]);
  await file.write(2, vectors);
  await file.write(0, new Float16Array([1.5, -2]));
  assert.equal(await file.read(1), undefined);
  await file.close();

  const bytes = readFileSync(path);
  bytes[4]! ^= 1;
  writeFileSync(path, bytes);
  const opened = await openVectorFile(path, [2, 3, 4]);
  assert.equal(await opened.read(0), undefined);
  assert.deepEqual(await opened.read(2), vectors);
  await opened.close();
});
