import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertRejected } from '@optical/testing/assert-rejected';
import { until } from '@optical/testing/until';
import { JobQueue, openDatabase, runWorker } from '../src/index.ts';
import type { NewJob, QueueOptions, QueuePlace, SqlDatabase, StoredEvent } from '../src/index.ts';

interface Spec {
  readonly steps: number;
}
interface Progress {
  readonly step: number;
}
interface Document {
  readonly step: number;
  readonly note?: string;
}
type Queue = JobQueue<Spec, Document, Progress>;

const options: QueueOptions<Document, Progress> = {
  project: (document, { step }) => ({ ...document, step }),
  leaseMs: 3_000,
  pollMs: 50,
  backOff: { baseMs: 20, maxMs: 100 },
  maxQueued: 100,
};

let requests = 0;
const newJob = (about: Partial<NewJob<Spec, Document>> = {}): NewJob<Spec, Document> => ({
  requestId: `request-${++requests}`,
  fingerprint: 'f',
  spec: { steps: 3 },
  document: { step: 0 },
  labels: {},
  maxAttempts: 3,
  traceparent: '',
  ...about,
});

const bodies = (events: readonly StoredEvent<Progress>[]) =>
  events.map(({ body }) =>
    'event' in body ? body.event.step : `${body.stateChange.state} ${body.stateChange.attempt}`,
  );

async function history(queue: Queue, id: string, after = 0): Promise<StoredEvent<Progress>[]> {
  return Array.fromAsync(queue.watch(id, after, AbortSignal.timeout(20_000)));
}

/** A running attempt that the queue itself must end. */
async function mustTake(queue: Queue, owner = 'a') {
  const lease = await queue.take(owner);
  assert.ok(lease !== undefined, 'no job to take');
  return lease;
}

/** What holds for the queue in any database. @param places makes a new, empty one at every call */
export function describeQueue(name: string, places: () => Promise<QueuePlace>): void {
  describe(`the job queue on ${name}`, () => {
    let database: SqlDatabase;
    let queue: Queue;
    before(async () => {
      database = openDatabase(await places());
      queue = await JobQueue.open(database, options);
    });
    after(() => queue.close());

    it('runs a job from the queue to its end and tells its whole history to late and repeated watchers', async () => {
      const { id } = await queue.create(newJob({ traceparent: 'tp' }));
      const lease = await mustTake(queue);
      assert.equal(lease.job.id, id);
      await lease.record({ events: [{ step: 1 }, { step: 2 }], update: (document) => ({ ...document, note: 'half' }) });
      await lease.record({ events: [{ step: 3 }] });
      await lease.finish('succeeded', '', { update: (document) => ({ ...document, note: 'done' }) });
      const job = await queue.get(id);
      assert.deepEqual([job.state, job.attempts, job.traceparent], ['succeeded', 1, 'tp']);
      assert.deepEqual(job.document, { step: 3, note: 'done' });
      assert.ok(job.startedAt! <= job.endedAt!);
      const first = await history(queue, id);
      assert.deepEqual(bodies(first), ['queued 0', 'running 1', 1, 2, 3, 'succeeded 1']);
      assert.deepEqual(
        first.map(({ sequence }) => sequence),
        [1, 2, 3, 4, 5, 6],
      );
      assert.deepEqual(await history(queue, id), first);
      assert.deepEqual(await history(queue, id, 4), first.slice(4));
    });

    it('shows a watcher what happens while it happens', async () => {
      const { id } = await queue.create(newJob());
      const seen: StoredEvent<Progress>[] = [];
      const watching = (async () => {
        for await (const event of queue.watch(id, 0, AbortSignal.timeout(20_000))) seen.push(event);
      })();
      const lease = await mustTake(queue);
      await lease.record({ events: [{ step: 1 }] });
      await until('the first step is seen', () => seen.length === 3);
      await lease.finish('succeeded');
      await watching;
      assert.deepEqual(bodies(seen), ['queued 0', 'running 1', 1, 'succeeded 1']);
    });

    it('returns the same job for a repeated request and refuses another specification under its identifier', async () => {
      const job = newJob();
      const [first, ...others] = await Promise.all([queue.create(job), queue.create(job), queue.create(job)]);
      for (const other of others) assert.equal(other.id, first.id);
      assert.equal(first.eventCount, 1);
      await assertRejected(() => queue.create({ ...job, fingerprint: 'g' }), 'already-exists', job.requestId);
      await queue.cancel(first.id, '');
    });

    it('gives each job to one worker only, in the order in which they came', async () => {
      const jobs = [await queue.create(newJob()), await queue.create(newJob()), await queue.create(newJob())];
      const leases = await Promise.all(['a', 'b', 'c', 'd'].map((owner) => queue.take(owner)));
      const taken = leases.filter((lease) => lease !== undefined);
      assert.deepEqual(taken.map(({ job }) => job.id).sort(), jobs.map(({ id }) => id).sort());
      for (const lease of taken) await lease.finish('succeeded');
    });

    it('lets a worker that has lost its job write nothing, and another one finish it', async () => {
      const { id } = await queue.create(newJob());
      const lost = await mustTake(queue, 'lost');
      lost.close();
      await database.run(`update optical_jobs.jobs set lease_expires_at = now() - interval '1 second' where id = $1`, [
        id,
      ]);
      const held = await mustTake(queue, 'held');
      assert.equal(held.job.attempts, 2);
      await assertRejected(() => lost.record({ events: [{ step: 1 }] }), 'aborted', id);
      await assertRejected(() => lost.finish('succeeded'), 'aborted', id);
      await assertRejected(() => lost.handBack(''), 'aborted', id);
      assert.ok(lost.stopReason !== undefined && 'lost' in lost.stopReason);
      await held.finish('succeeded');
      await assertRejected(() => held.finish('succeeded'), 'aborted', id);
      assert.deepEqual(bodies(await history(queue, id)), ['queued 0', 'running 1', 'running 2', 'succeeded 2']);
    });

    it('keeps a lease alive as long as its worker renews it', async () => {
      const short = await JobQueue.open<Spec, Document, Progress>(
        { ...database, isExclusive: false, listen: () => Promise.resolve() },
        { ...options, leaseMs: 400 },
      );
      const { id } = await short.create(newJob());
      const lease = await short.take('a');
      const expiry = async () => {
        const sql = 'select extract(epoch from lease_expires_at) as at from optical_jobs.jobs where id = $1';
        return Number((await database.run<{ at: string }>(sql, [id]))[0]!.at);
      };
      const first = await expiry();
      await until('the lease is renewed', async () => (await expiry()) > first);
      lease!.close();
      let next: typeof lease;
      await until('the lease expires', async () => (next = await short.take('b'))?.job.id === id);
      next!.close();
      assert.equal((await short.get(id)).attempts, 2);
      await database.run(`update optical_jobs.jobs set lease_expires_at = now() - interval '1 second' where id = $1`, [
        id,
      ]);
      await (await mustTake(queue)).finish('succeeded');
    });

    it('tries a failed attempt again after a growing wait, and fails the job after the last one', async () => {
      const { id } = await queue.create(newJob({ maxAttempts: 2 }));
      await (await mustTake(queue)).fail('out of luck', false);
      assert.deepEqual([(await queue.get(id)).state, (await queue.get(id)).statusMessage], ['queued', 'out of luck']);
      let lease: Awaited<ReturnType<Queue['take']>>;
      await until('the wait is over', async () => (lease = await queue.take('a')) !== undefined);
      await lease!.fail('again', false);
      const job = await queue.get(id);
      assert.deepEqual([job.state, job.attempts, job.statusMessage], ['failed', 2, 'again']);
    });

    it('forgives failures once an attempt has got further, and fails at once for what cannot get better', async () => {
      const { id } = await queue.create(newJob({ maxAttempts: 2 }));
      for (let attempt = 1; attempt <= 4; attempt += 1) {
        let lease: Awaited<ReturnType<Queue['take']>>;
        await until('the wait is over', async () => (lease = await queue.take('a')) !== undefined);
        await lease!.record({ events: [{ step: attempt }], isProgress: true });
        await lease!.fail('bad luck', false);
        assert.deepEqual([(await queue.get(id)).state, (await queue.get(id)).failures], ['queued', 1]);
      }
      let lease: Awaited<ReturnType<Queue['take']>>;
      await until('the wait is over', async () => (lease = await queue.take('a')) !== undefined);
      await lease!.fail('no such data', true);
      assert.deepEqual([(await queue.get(id)).state, (await queue.get(id)).attempts], ['failed', 5]);
    });

    it('goes on with the same attempt after a hand-over', async () => {
      const { id } = await queue.create(newJob());
      await (await mustTake(queue, 'a')).handBack('a shuts down');
      await (await mustTake(queue, 'b')).handBack('b shuts down');
      await (await mustTake(queue, 'c')).finish('succeeded');
      assert.deepEqual(bodies(await history(queue, id)), [
        'queued 0',
        'running 1',
        'queued 1',
        'running 1',
        'queued 1',
        'running 1',
        'succeeded 1',
      ]);
    });

    it('cancels a waiting job at once and asks the worker of a running one to end it', async () => {
      const waiting = await queue.create(newJob());
      assert.equal((await queue.cancel(waiting.id, 'not needed')).state, 'cancelled');
      assert.equal((await queue.cancel(waiting.id, 'again')).statusMessage, 'not needed');
      const { id } = await queue.create(newJob());
      const lease = await mustTake(queue);
      assert.equal((await queue.cancel(id, 'enough')).state, 'running');
      await until('the worker hears of it', () => lease.stopReason !== undefined);
      assert.deepEqual(lease.stopReason, { cancelled: 'enough' });
      await lease.handBack('shuts down at the same moment');
      assert.deepEqual([(await queue.get(id)).state, (await queue.get(id)).statusMessage], ['cancelled', 'enough']);
    });

    it('adds what callers know to a job that has ended, without a gap', async () => {
      const { id } = await queue.create(newJob());
      await (await mustTake(queue)).finish('succeeded');
      await Promise.all(Array.from({ length: 8 }, (_, step) => queue.append(id, [{ step }])));
      const events = await history(queue, id);
      assert.deepEqual(
        events.map(({ sequence }) => sequence),
        Array.from({ length: 11 }, (_, index) => index + 1),
      );
      await assertRejected(() => queue.append('nobody', [{ step: 1 }]), 'not-found', 'nobody');
    });

    it('lists jobs newest first, by states and labels, page by page', async () => {
      const made: string[] = [];
      for (let index = 0; index < 5; index += 1)
        made.push((await queue.create(newJob({ labels: { study: 's', arm: String(index % 2) } }))).id);
      const ids = ({ jobs }: { jobs: readonly { readonly id: string }[] }) => jobs.map(({ id }) => id);
      const filter = { states: ['queued'] as const, labels: { study: 's' } };
      const first = await queue.list(filter, 2);
      const second = await queue.list(filter, 2, first.nextPageToken);
      const third = await queue.list(filter, 2, second.nextPageToken);
      assert.deepEqual([...ids(first), ...ids(second), ...ids(third)], made.toReversed());
      assert.equal(third.nextPageToken, '');
      assert.deepEqual(ids(await queue.list({ ...filter, labels: { study: 's', arm: '1' } }, 9)), [made[3], made[1]]);
      await assertRejected(() => queue.list({ ...filter, labels: {} }, 2, first.nextPageToken), 'invalid-argument');
      await assertRejected(() => queue.list(filter, 2, 'nonsense'), 'invalid-argument', 'page_token');
      for (const id of made) await queue.cancel(id, '');
      assert.deepEqual(ids(await queue.list(filter, 2)), []);
    });

    it('refuses more waiting jobs than its limit', async () => {
      const tiny = await JobQueue.open<Spec, Document, Progress>(
        { ...database, isExclusive: false, listen: () => Promise.resolve() },
        { ...options, maxQueued: 1 },
      );
      const { id } = await tiny.create(newJob());
      assert.equal(await tiny.countQueued(), 1);
      await assertRejected(() => tiny.create(newJob()), 'exhausted', '1');
      await tiny.cancel(id, '');
    });

    it('has a worker that finishes, retries, cancels and hands back', async () => {
      const end = new AbortController();
      const started: string[] = [];
      const troubles: unknown[] = [];
      const worker = runWorker({
        queue,
        owner: 'worker',
        signal: end.signal,
        onTrouble: (error) => troubles.push(error),
        attempt: async (lease, signal) => {
          started.push(lease.job.id);
          if (lease.job.spec.steps === 1 && lease.job.attempts === 1) throw new Error('a defect with secrets in it');
          if (lease.job.spec.steps > 1) {
            await new Promise((resolve) => {
              signal.addEventListener('abort', resolve);
            });
            return 'interrupted';
          }
          return { state: 'succeeded' };
        },
      });
      const flaky = await queue.create(newJob({ spec: { steps: 1 } }));
      await until('the second attempt succeeds', async () => (await queue.get(flaky.id)).state === 'succeeded');
      assert.equal(troubles.length, 1);
      const events = await history(queue, flaky.id);
      assert.equal(JSON.stringify(events).includes('secrets'), false);
      const cancelled = await queue.create(newJob());
      await until('it runs', () => started.includes(cancelled.id));
      await queue.cancel(cancelled.id, 'stop it');
      await until('it is cancelled', async () => (await queue.get(cancelled.id)).state === 'cancelled');
      const open = await queue.create(newJob());
      await until('it runs', () => started.includes(open.id));
      end.abort();
      await worker;
      const job = await queue.get(open.id);
      assert.deepEqual([job.state, job.attempts], ['queued', 1]);
      await queue.cancel(open.id, '');
    });
  });
}
