import { setTimeout as sleep } from 'node:timers/promises';
import { OpticalError } from '@optical/errors';
import type { RunStatement, SqlDatabase } from '../database/sql-database.ts';
import { schema } from '../schema/migrations.ts';
import type { Announcements } from './announcements.ts';
import { applyTransition } from './apply-transition.ts';
import type { TransitionOptions } from './apply-transition.ts';
import type { FinalState, JobRecord, JobState } from './job.ts';
import type { QueueOptions } from './queue-options.ts';
import { record } from './record.ts';
import type { Recording } from './record.ts';
import { lockJob, toRecord } from './rows.ts';
import type { JobRow } from './rows.ts';
import { backOffMs, failed, handedBack } from './transitions.ts';
import type { Transition } from './transitions.ts';

/** Why a worker must stop: somebody asked to end the job, or it is no longer this worker's. */
export type StopReason = { readonly cancelled: string } | { readonly lost: string };

interface LeaseParts<Document, Event> {
  readonly database: SqlDatabase;
  readonly announcements: Announcements;
  readonly options: QueueOptions<Document, Event>;
}

/**
 * A job in the hands of one worker. Everything it writes carries the fencing token that the job had when it was taken:
 * a worker that has lost the job, even without noticing, changes nothing.
 */
export class Lease<Spec, Document, Event> {
  /** As it was when it was taken. */
  readonly job: JobRecord<Spec, Document>;
  readonly #parts: LeaseParts<Document, Event>;
  readonly #token: number;
  readonly #stop = new AbortController();
  readonly #ended = new AbortController();
  readonly #unsubscribe: () => void;
  #wake = new AbortController();

  constructor(row: JobRow<Spec, Document>, parts: LeaseParts<Document, Event>) {
    this.job = toRecord(row);
    this.#token = row.lease_token;
    this.#parts = parts;
    this.#unsubscribe = parts.announcements.subscribe((jobId, what) => {
      if (jobId === row.id && what === 'cancel') this.#wake.abort();
    });
    void this.#keepAlive();
  }

  /** Aborted with a `StopReason` when the worker must stop. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Undefined while the worker may go on. */
  get stopReason(): StopReason | undefined {
    return this.#stop.signal.aborted ? (this.#stop.signal.reason as StopReason) : undefined;
  }

  /** Adds events to the job. @throws OpticalError `aborted` when the job is no longer this worker's */
  async record(recording: Recording<Document, Event>): Promise<void> {
    await this.#write(async (run, row) => {
      await record(run, row, recording, this.#parts.options.project);
    });
  }

  /** Ends the job. At most one worker can, once. @throws OpticalError `aborted` when it is no longer this worker's */
  async finish(state: FinalState, message = '', recording: Recording<Document, Event> = {}): Promise<JobState> {
    return this.#leave(
      ({ attempts, failures, is_handed_back }) => ({
        state,
        attempts,
        failures,
        isHandedBack: is_handed_back,
        message,
      }),
      recording,
    );
  }

  /** Ends the attempt with an error: the job waits for the next one, or fails. */
  async fail(message: string, isPermanent: boolean): Promise<JobState> {
    return this.#leave((row) => failed(row, message, isPermanent));
  }

  /** Gives the job to whoever takes it next, who goes on with the same attempt. */
  async handBack(message: string): Promise<JobState> {
    return this.#leave((row) => handedBack(row, message));
  }

  /** Stops renewing. The job stays this worker's until the lease expires, unless it has been given away. */
  close(): void {
    this.#unsubscribe();
    this.#ended.abort();
  }

  async #leave(
    transition: (row: JobRow<Spec, Document>) => Transition,
    recording: Recording<Document, Event> = {},
  ): Promise<JobState> {
    const { options } = this.#parts;
    const state = await this.#write(async (run, row) => {
      const next = transition(row);
      const recorded = await record(run, row, recording, options.project);
      const transitionOptions: TransitionOptions =
        next.state === 'queued' && !next.isHandedBack ? { delayMs: backOffMs(next.failures, options.backOff) } : {};
      return (await applyTransition(run, recorded, next, transitionOptions)).state;
    });
    this.close();
    return state;
  }

  /** Tries again while the database does not answer, as long as the lease holds. */
  async #write<T>(work: (run: RunStatement, row: JobRow<Spec, Document>) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await this.#parts.database.transaction(async (run) => {
          const row = await lockJob<Spec, Document>(run, this.job.id);
          if (row?.lease_token !== this.#token || row.state !== 'running') throw this.#lose('another worker has it');
          return work(run, row);
        });
      } catch (error) {
        const isOutage = error instanceof OpticalError && error.kind === 'unavailable';
        if (!isOutage || (this.stopReason !== undefined && 'lost' in this.stopReason)) throw error;
        await sleep(this.#parts.options.pollMs);
      }
    }
  }

  #isEnded(): boolean {
    return this.#ended.signal.aborted;
  }

  #lose(why: string): OpticalError {
    this.#stop.abort({ lost: why } satisfies StopReason);
    return new OpticalError('aborted', `job ${this.job.id} is no longer this worker's: ${why}`);
  }

  async #keepAlive(): Promise<void> {
    const { leaseMs } = this.#parts.options;
    let renewedAt = performance.now();
    while (!this.#isEnded()) {
      this.#wake = new AbortController();
      const signal = AbortSignal.any([this.#wake.signal, this.#ended.signal]);
      await sleep(leaseMs / 3, undefined, { signal }).catch(() => undefined);
      if (this.#isEnded()) return;
      const askedAt = performance.now();
      try {
        await this.#renew();
        renewedAt = askedAt;
      } catch {
        // Nobody else takes the job before the lease has expired; from then on this worker must not assume it has it.
        if (performance.now() - renewedAt >= leaseMs) this.#lose(`its lease could not be renewed for ${leaseMs} ms`);
      }
      if (this.stopReason !== undefined && 'lost' in this.stopReason) return;
    }
  }

  async #renew(): Promise<void> {
    const [row] = await this.#parts.database.run<{ cancel_reason: string | null }>(
      `update ${schema}.jobs set lease_expires_at = clock_timestamp() + $3::double precision * interval '1 millisecond'
       where id = $1 and lease_token = $2 and state = 'running' returning cancel_reason`,
      [this.job.id, this.#token, this.#parts.options.leaseMs],
    );
    if (this.#isEnded()) return;
    if (row === undefined) this.#lose('another worker has it');
    else if (row.cancel_reason !== null) this.#stop.abort({ cancelled: row.cancel_reason } satisfies StopReason);
  }
}
