import assert from 'node:assert/strict';
import { it } from 'node:test';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { killAndCheck } from './support/kill-loop.ts';

it('loses no acknowledged passage when it is killed while it writes', async () => {
  using folder = temporaryFolder();
  const { acknowledged, passages } = await killAndCheck(folder.path, 2, 1500);
  assert.equal(passages, acknowledged * 20);
});
