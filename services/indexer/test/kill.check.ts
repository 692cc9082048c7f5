/** Kills the indexer with SIGKILL at 50 random moments while passages are streamed to it: `npm run check:kill`. */
import assert from 'node:assert/strict';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { killAndCheck } from './support/kill-loop.ts';

const kills = 50;
using folder = temporaryFolder();
const report = await killAndCheck(folder.path, kills, 3000, (round, acknowledged) => {
  console.log(`kill ${round + 1} of ${kills}: ${acknowledged} batches acknowledged so far, none lost`);
});
console.log(JSON.stringify(report));
assert.equal(report.passages, report.acknowledged * 20);
assert.ok(report.fewest > 0, 'batches are acknowledged before every kill');
assert.ok(report.centroids > 0, 'there is an index');
