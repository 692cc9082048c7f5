import type { RunStatement } from '../database/sql-database.ts';
import { schema } from '../schema/migrations.ts';
import { announcement, channel } from './announcements.ts';
import { isFinal } from './job.ts';
import { appendEvents, jobColumns } from './rows.ts';
import type { JobRow } from './rows.ts';
import type { Transition } from './transitions.ts';

export interface TransitionOptions {
  /** Worker that takes the job, and for how long; only for the state `running`. */
  readonly lease?: { readonly owner: string; readonly leaseMs: number };
  /** Milliseconds before it may be taken; only for the state `queued`. */
  readonly delayMs?: number;
}

/**
 * Moves a locked job to another state and records that in its history, in the caller's transaction. Every change of
 * state raises the fencing token: whoever held a lease before can write nothing any more.
 */
export async function applyTransition<Spec, Document>(
  run: RunStatement,
  job: JobRow<Spec, Document>,
  { state, attempts, failures, isHandedBack, message }: Transition,
  { lease, delayMs = 0 }: TransitionOptions = {},
): Promise<JobRow<Spec, Document>> {
  const stateChange = { state, attempt: attempts, message };
  const eventCount = await appendEvents(run, job, [{ stateChange }]);
  const [row] = await run<JobRow<Spec, Document>>(
    `update ${schema}.jobs set
       state = $2, attempts = $3, failures = $4, is_handed_back = $5, status_message = $6, event_count = $7,
       lease_token = lease_token + 1,
       lease_owner = $8::text,
       lease_expires_at = clock_timestamp() + $9::double precision * interval '1 millisecond',
       available_at = clock_timestamp() + $10::double precision * interval '1 millisecond',
       started_at = case when $2 = 'running' then coalesce(started_at, clock_timestamp()) else started_at end,
       ended_at = case when $11 then clock_timestamp() end
     where id = $1 returning ${jobColumns}`,
    [
      job.id,
      state,
      attempts,
      failures,
      isHandedBack,
      state === 'running' ? '' : message,
      eventCount,
      lease?.owner ?? null,
      lease?.leaseMs ?? null,
      delayMs,
      isFinal(state),
    ],
  );
  await announce(run, job.id, state === 'queued' ? 'queued' : 'changed');
  return row!;
}

/** Tells every process, when the transaction commits. */
export async function announce(run: RunStatement, jobId: string, what: 'queued' | 'changed' | 'cancel'): Promise<void> {
  await run('select pg_notify($1, $2)', [channel, announcement(jobId, what)]);
}
