/** `take-and-wait.ts <folder>`: puts a job on the embedded queue there, takes it, prints its id and waits to be killed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { JobQueue, openDatabase } from '../src/index.ts';

const queue = await JobQueue.open<object, object, object>(openDatabase({ folder: process.argv[2]! }), {
  project: (document) => document,
  leaseMs: 60_000,
  pollMs: 50,
  backOff: { baseMs: 10, maxMs: 10 },
  maxQueued: 10,
});
const job = { requestId: 'r', fingerprint: 'f', spec: {}, document: {}, labels: {}, maxAttempts: 3, traceparent: '' };
await queue.create(job);
const lease = await queue.take('first');
console.log(lease!.job.id);
await sleep(60_000);
