import { notFound } from '@optical/errors';
import type { SqlDatabase } from '../database/sql-database.ts';
import { migrate } from '../schema/migrate.ts';
import { schema } from '../schema/migrations.ts';
import { Announcements, channel } from './announcements.ts';
import type { Alarm } from './announcements.ts';
import { announce, applyTransition } from './apply-transition.ts';
import { enqueue, findRequest } from './enqueue.ts';
import { isFinal } from './job.ts';
import type { JobRecord, NewJob, StoredEvent } from './job.ts';
import { Lease } from './lease.ts';
import { listJobs } from './list-jobs.ts';
import type { JobFilter, JobPage } from './list-jobs.ts';
import type { QueueOptions } from './queue-options.ts';
import { record } from './record.ts';
import { jobColumns, lockJob, readEvents, toRecord } from './rows.ts';
import type { JobRow } from './rows.ts';
import { cancelled, taken } from './transitions.ts';

/** Events read at a time for a watcher. */
const watchPage = 200;

/** A durable queue of jobs with their histories. `Spec`, `Document` and `Event` are JSON. */
export class JobQueue<Spec, Document, Event> {
  readonly #database: SqlDatabase;
  readonly #options: QueueOptions<Document, Event>;
  readonly #announcements = new Announcements();

  private constructor(database: SqlDatabase, options: QueueOptions<Document, Event>) {
    this.#database = database;
    this.#options = options;
  }

  /**
   * Opens the queue in a database, which it closes at its end, making its tables where they are missing.
   * @throws OpticalError `unavailable` when the database does not answer, `failed-precondition` when its tables are of a
   *   newer program
   */
  static async open<Spec, Document, Event>(
    database: SqlDatabase,
    options: QueueOptions<Document, Event>,
  ): Promise<JobQueue<Spec, Document, Event>> {
    const queue = new JobQueue<Spec, Document, Event>(database, options);
    await migrate(database);
    // Nobody else can use the database: whoever held a lease is gone.
    if (database.isExclusive)
      await database.run(`update ${schema}.jobs set lease_expires_at = created_at where state = 'running'`);
    await database.listen(channel, (payload) => {
      queue.#announcements.hear(payload);
    });
    return queue;
  }

  /**
   * Puts a job on the queue. A repeated request returns the job that is there.
   * @throws OpticalError `already-exists` when the request id was used for something else, `exhausted` when too many wait
   */
  async create(job: NewJob<Spec, Document>): Promise<JobRecord<Spec, Document>> {
    return toRecord(await this.#database.transaction((run) => enqueue(run, job, this.#options.maxQueued)));
  }

  /**
   * The job that a request has made before; undefined when there is none.
   * @throws OpticalError `already-exists` when the request id was used for something else
   */
  async find(requestId: string, fingerprint: string): Promise<JobRecord<Spec, Document> | undefined> {
    const row = await findRequest<Spec, Document>(this.#database.run, { requestId, fingerprint });
    return row && toRecord(row);
  }

  /** @throws OpticalError `not-found` */
  async get(id: string): Promise<JobRecord<Spec, Document>> {
    const [row] = await this.#database.run<JobRow<Spec, Document>>(
      `select ${jobColumns} from ${schema}.jobs where id = $1`,
      [id],
    );
    if (row === undefined) throw notFound('job', id);
    return toRecord(row);
  }

  /** A page of jobs, newest first. @throws OpticalError `invalid-argument` for a bad token */
  async list(filter: JobFilter, pageSize: number, pageToken = ''): Promise<JobPage<Spec, Document>> {
    return listJobs(this.#database.run, filter, pageSize, pageToken);
  }

  /** Jobs that wait, whoever will take them. */
  async countQueued(): Promise<number> {
    const [row] = await this.#database.run<{ count: number }>(
      `select count(*)::integer as count from ${schema}.jobs where state = 'queued'`,
    );
    return row!.count;
  }

  /**
   * The events of a job after a sequence number, then those that follow; ends after the last event of a job that has
   * ended, and when `signal` aborts. Reads no faster than it is asked to.
   * @throws OpticalError `not-found`
   */
  async *watch(id: string, after: number, signal: AbortSignal): AsyncGenerator<StoredEvent<Event>> {
    using news = this.#announcements.alarm((jobId) => jobId === id);
    let last = after;
    while (!signal.aborted) {
      // Read before the events: what a final state was preceded by is in them.
      const { state } = await this.get(id);
      const events = await readEvents<Event>(this.#database.run, id, last, watchPage);
      yield* events;
      last = events.at(-1)?.sequence ?? last;
      if (events.length === watchPage) continue;
      if (isFinal(state)) return;
      await news.wait(this.#options.pollMs, signal);
    }
  }

  /** Adds events to a job, whoever works on it. @throws OpticalError `not-found` */
  async append(id: string, events: readonly Event[]): Promise<JobRecord<Spec, Document>> {
    const row = await this.#database.transaction(async (run) => {
      const job = await lockJob<Spec, Document>(run, id);
      if (job === undefined) throw notFound('job', id);
      return record(run, job, { events }, this.#options.project);
    });
    return toRecord(row);
  }

  /**
   * Ends a job that waits, and asks the worker of one that runs to end it, in whichever process. A job that has ended
   * stays as it is. @throws OpticalError `not-found`
   */
  async cancel(id: string, reason: string): Promise<JobRecord<Spec, Document>> {
    const row = await this.#database.transaction(async (run) => {
      const job = await lockJob<Spec, Document>(run, id);
      if (job === undefined) throw notFound('job', id);
      if (isFinal(job.state) || job.cancel_reason !== null) return job;
      const transition = cancelled(job, reason);
      if (transition !== undefined) return applyTransition(run, job, transition);
      await run(`update ${schema}.jobs set cancel_reason = $2 where id = $1`, [id, reason]);
      await announce(run, id, 'cancel');
      return job;
    });
    return toRecord(row);
  }

  /**
   * Takes the oldest job that waits or whose worker is gone. No two workers get the same one.
   * @param owner name of the worker, for people
   * @returns undefined when there is none
   */
  async take(owner: string): Promise<Lease<Spec, Document, Event> | undefined> {
    const { leaseMs } = this.#options;
    for (;;) {
      const row = await this.#database.transaction(async (run) => {
        const [job] = await run<JobRow<Spec, Document>>(
          `select ${jobColumns} from ${schema}.jobs
           where (state = 'queued' and available_at <= clock_timestamp())
              or (state = 'running' and lease_expires_at < clock_timestamp())
           order by ordinal limit 1 for update skip locked`,
        );
        return (
          job &&
          applyTransition(run, job, taken(job), taken(job).state === 'running' ? { lease: { owner, leaseMs } } : {})
        );
      });
      if (row === undefined) return undefined;
      // A job that may not be tried again ended here; the next one may be taken.
      if (row.state !== 'running') continue;
      return new Lease(row, {
        database: this.#database,
        announcements: this.#announcements,
        options: this.#options,
      });
    }
  }

  /** Rings when a job may have come onto the queue; poll besides, for those whose time has come. */
  workAlarm(): Alarm {
    return this.#announcements.alarm((_jobId, what) => what === 'queued');
  }

  get pollMs(): number {
    return this.#options.pollMs;
  }

  async close(): Promise<void> {
    await this.#database.close();
  }
}
