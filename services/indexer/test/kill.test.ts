import assert from 'node:assert/strict';
import { it } from 'node:test';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { killAndCheck } from './support/kill-loop.ts';

it('loses no acknowledged passage when it is killed while it writes, and is searched by its index afterwards', async () => {
  using folder = temporaryFolder();
  const { acknowledged, fewest, passages, centroids } = await killAndCheck(folder.path, 2, 1500);
  assert.equal(passages, acknowledged * 20);
  assert.ok(fewest > 0, 'batches are acknowledged before every kill');
  assert.ok(centroids > 0);
});
