/** Kills the indexer with SIGKILL at 50 random moments while passages are streamed to it: `npm run check:kill`. */
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { killAndCheck } from './support/kill-loop.ts';

const kills = 50;
using folder = temporaryFolder();
const report = await killAndCheck(folder.path, kills, 3000, (round, acknowledged) => {
  console.log(`kill ${round + 1} of ${kills}: ${acknowledged} batches acknowledged so far, none lost`);
});
console.log(JSON.stringify(report));
