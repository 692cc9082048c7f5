/**
 * kill -9 of the distiller at 20 random moments, over as many jobs as that takes: every job must end with the weights,
 * bit for bit, of one that was left alone. `npm run check:kill`.
 */
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomWords, uniform } from '@optical/random';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { startDistillerSystem, studentSpec, watchToEnd, weightsOf } from './support/distiller-system.ts';
import { killAtRandom } from './support/random-kills.ts';

/** Seconds that a distiller lives, at least and at most: more than an attempt needs until its first checkpoint. */
const [shortest = 0.5, longest = 10] = process.argv.slice(2).map(Number);
const wanted = 20;
const limit = { deadlineMs: 300_000 };
const spec = studentSpec({ maxAttempts: 20 }, 300);

using folder = temporaryFolder();
await using system = await startDistillerSystem(folder.path);
const first = await system.start();
const alone = (await first.client.createJob({ requestId: 'alone', spec }, limit)).job!.id;
await watchToEnd(first, alone);
const expected = await weightsOf(system.world, (await first.client.getJob({ jobId: alone })).job!);
await first.stop();

const word = randomWords(Date.now() % 2 ** 32, 0);
const begun = performance.now();
const killed = await killAtRandom(
  () => system.start(),
  () => 1_000 * (shortest + (longest - shortest) * uniform(word)),
  wanted,
);

/** Asks again and again: the process that is asked may be killed meanwhile. */
async function ask<T>(question: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await question();
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      await sleep(200);
    }
  }
}

let jobs = 0;
let attempts = 0;
while (killed.kills < wanted) {
  const requestId = `job ${jobs}`;
  const jobId = await ask(async () => (await killed.current().client.createJob({ requestId, spec }, limit)).job!.id);
  const job = await ask(async () => {
    for (;;) {
      const reply = await killed.current().client.getJob({ jobId });
      if (reply.job!.endTime) return reply.job!;
      await sleep(200);
    }
  });
  assert.equal(job.state, 'JOB_STATE_SUCCEEDED', job.statusMessage);
  assert.equal(await weightsOf(system.world, job), expected);
  jobs += 1;
  attempts += job.attempts;
}
await killed.end();
console.log(
  JSON.stringify({ kills: killed.kills, jobs, attempts, seconds: Math.round((performance.now() - begun) / 1000) }),
);
