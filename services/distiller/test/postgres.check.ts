/**
 * Two distillers share a queue on a real PostgreSQL server, both killed at random moments until 30 jobs are done:
 * each must have ended exactly once, and equal jobs with equal weights. `npm run check:postgres`.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import path from 'node:path';
import { randomWords, uniform } from '@optical/random';
import { findPostgres, startPostgres } from '@optical/testing/postgres';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { startDistillerSystem, studentSpec, weightsOf } from './support/distiller-system.ts';
import { killAtRandom } from './support/random-kills.ts';

/** Seconds that a distiller lives, at least and at most: more than an attempt needs until its first checkpoint. */
const [shortest = 2, longest = 20] = process.argv.slice(2).map(Number);
const jobs = 30;
const seeds = 3;
const limit = { deadlineMs: 300_000 };

using folder = temporaryFolder();
const binaries = findPostgres();
if (binaries === undefined) throw new Error('this check needs PostgreSQL (Debian: postgresql)');
await using server = await startPostgres(binaries, path.join(folder.path, 'postgresql'));
const { connectionString } = await server.place();
await using system = await startDistillerSystem(folder.path);
const environment = {
  OPTICAL_JOBS_DATABASE: connectionString,
  OPTICAL_JOBS_FOLDER: path.join(folder.path, 'shared'),
  OPTICAL_JOBS_LEASE_MS: '3000',
};
const home = (name: string): string => path.join(folder.path, name);

// Takes requests and no jobs, so that it is there all the time.
const desk = await system.start({ ...environment, OPTICAL_TRAINING_JOBS: '0' }, home('desk'));
const ids: string[] = [];
for (let index = 0; index < jobs; index += 1) {
  const spec = studentSpec({ seed: index % seeds, maxAttempts: 20, outputName: `student/${index % seeds}` }, 10);
  ids.push((await desk.client.createJob({ requestId: `job ${index}`, spec }, limit)).job!.id);
}
const word = randomWords(Date.now() % 2 ** 32, 0);
const begun = performance.now();
const workers = await Promise.all(
  ['a', 'b'].map((name) =>
    killAtRandom(
      () => system.start(environment, home(name)),
      () => 1_000 * (shortest + (longest - shortest) * uniform(word)),
    ),
  ),
);
for (;;) {
  const open = await desk.client.listJobs({ states: ['JOB_STATE_QUEUED', 'JOB_STATE_RUNNING'], pageSize: 500 });
  if (open.jobs.length === 0) break;
  await sleep(500);
}
const kills = workers.reduce((sum, worker) => sum + worker.kills, 0);
await Promise.all(workers.map((worker) => worker.end()));

const weights = Array.from({ length: seeds }, () => new Set<string>());
let attempts = 0;
for (const [index, jobId] of ids.entries()) {
  const { job } = await desk.client.getJob({ jobId });
  assert.equal(job!.state, 'JOB_STATE_SUCCEEDED', job!.statusMessage);
  weights[index % seeds]!.add(await weightsOf(system.world, job!));
  attempts += job!.attempts;
  const events = (await Array.fromAsync(desk.client.watchJob({ jobId }, limit))).map(({ event }) => event!);
  assert.equal(events.filter(({ stateChange }) => stateChange?.state === 'JOB_STATE_SUCCEEDED').length, 1);
  assert.deepEqual(
    events.map(({ sequence }) => sequence),
    events.map((_, place) => place + 1),
  );
  assert.equal(events.at(-1)!.stateChange?.state, 'JOB_STATE_SUCCEEDED');
}
assert.ok(
  weights.every(({ size }) => size === 1),
  'equal jobs ended with different weights',
);
console.log(JSON.stringify({ jobs, kills, attempts, seconds: Math.round((performance.now() - begun) / 1000) }));
