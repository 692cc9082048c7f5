import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { describe, it } from 'node:test';
import { assertRejected } from '@optical/testing/assert-rejected';
import { temporaryFolder } from '@optical/testing/temporary-folder';
import { JobQueue, openDatabase } from '../src/index.ts';

const options = {
  project: (document: object) => document,
  leaseMs: 60_000,
  pollMs: 50,
  backOff: { baseMs: 10, maxMs: 10 },
  maxQueued: 10,
};

/** A process that takes a job, reports its id and is then killed. */
const takerFile = path.join(import.meta.dirname, 'take-and-wait.ts');

describe('the embedded queue', () => {
  it('keeps everything over kill -9, frees the folder, and knows that the worker of before is gone', async () => {
    using folder = temporaryFolder();
    const child = spawn(process.execPath, [takerFile, folder.path], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [id] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    assert.throws(() => openDatabase({ folder: folder.path }), /another process uses the embedded job queue/);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const queue = await JobQueue.open<object, object, object>(openDatabase({ folder: folder.path }), options);
    const lease = await queue.take('next');
    assert.equal(lease?.job.id, id.trim());
    assert.deepEqual([lease.job.attempts, lease.job.failures], [2, 1]);
    await lease.finish('succeeded');
    const events = await Array.fromAsync(queue.watch(id.trim(), 0, AbortSignal.timeout(10_000)));
    assert.deepEqual(
      events.map(({ sequence }) => sequence),
      [1, 2, 3, 4],
    );
    await queue.close();
    await assertRejected(() => queue.get(id), 'unavailable', 'closed');
  });

  it('refuses a schema that a newer program has made', async () => {
    using folder = temporaryFolder();
    const database = openDatabase({ folder: folder.path });
    await JobQueue.open(database, options);
    await database.run('insert into optical_jobs.versions values (1000, now())');
    await assertRejected(() => JobQueue.open(database, options), 'failed-precondition', '1000');
    await database.close();
  });
});
