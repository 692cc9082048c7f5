import type { RunStatement } from '../database/sql-database.ts';
import { schema } from '../schema/migrations.ts';
import type { EventBody, JobRecord, JobState, StoredEvent } from './job.ts';

/** A row of the jobs table. */
export interface JobRow<Spec = unknown, Document = unknown> {
  readonly id: string;
  readonly ordinal: number;
  readonly fingerprint: string;
  readonly spec: Spec;
  readonly document: Document;
  readonly labels: Readonly<Record<string, string>>;
  readonly state: JobState;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly attempts: number;
  readonly failures: number;
  readonly max_attempts: number;
  readonly is_handed_back: boolean;
  readonly lease_token: number;
  readonly lease_owner: string | null;
  /** Whether nobody has renewed the lease in time. */
  readonly is_expired: boolean;
  readonly cancel_reason: string | null;
  readonly status_message: string;
  readonly traceparent: string;
  readonly event_count: number;
}

export const jobColumns = `id, ordinal, fingerprint, spec, document, labels, state, created_at, started_at, ended_at, attempts,
  failures, max_attempts, is_handed_back, lease_token, lease_owner, cancel_reason, status_message, traceparent, event_count,
  coalesce(lease_expires_at < clock_timestamp(), false) as is_expired`;

export function toRecord<Spec, Document>(row: JobRow<Spec, Document>): JobRecord<Spec, Document> {
  return {
    id: row.id,
    spec: row.spec,
    document: row.document,
    labels: row.labels,
    state: row.state,
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    attempts: row.attempts,
    failures: row.failures,
    maxAttempts: row.max_attempts,
    statusMessage: row.status_message,
    traceparent: row.traceparent,
    eventCount: row.event_count,
  };
}

/** Reads a job and keeps everybody else from changing it until the transaction ends. */
export async function lockJob<Spec, Document>(
  run: RunStatement,
  id: string,
): Promise<JobRow<Spec, Document> | undefined> {
  const [row] = await run<JobRow<Spec, Document>>(`select ${jobColumns} from ${schema}.jobs where id = $1 for update`, [
    id,
  ]);
  return row;
}

/** Events of a job after a sequence number, in order. */
export async function readEvents<Event>(
  run: RunStatement,
  jobId: string,
  after: number,
  limit: number,
): Promise<readonly StoredEvent<Event>[]> {
  return run<StoredEvent<Event>>(
    `select sequence, time, body from ${schema}.events where job_id = $1 and sequence > $2 order by sequence limit $3`,
    [jobId, after, limit],
  );
}

/**
 * Appends events to a job that the transaction has locked: their numbers have no gaps, because whoever counts holds the
 * row, and a rolled-back transaction takes its numbers along.
 * @returns the number of the last one
 */
export async function appendEvents(
  run: RunStatement,
  job: { readonly id: string; readonly event_count: number },
  bodies: readonly EventBody<unknown>[],
): Promise<number> {
  if (bodies.length === 0) return job.event_count;
  await run(
    `insert into ${schema}.events (job_id, sequence, time, body)
     select $1, $2::integer + entry.position::integer, clock_timestamp(), entry.body
     from jsonb_array_elements($3::jsonb) with ordinality as entry (body, position)`,
    [job.id, job.event_count, JSON.stringify(bodies)],
  );
  return job.event_count + bodies.length;
}
