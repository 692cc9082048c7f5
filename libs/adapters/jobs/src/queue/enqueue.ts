import { alreadyExists, exhausted } from '@optical/errors';
import type { RunStatement } from '../database/sql-database.ts';
import { schema } from '../schema/migrations.ts';
import { announce } from './apply-transition.ts';
import type { NewJob } from './job.ts';
import { appendEvents, jobColumns } from './rows.ts';
import type { JobRow } from './rows.ts';

const fullRetryMs = 60_000;

/**
 * Puts a job on the queue, or finds the one that the same request has put there before.
 * @throws OpticalError `already-exists` when the request id was used for something else, `exhausted` when `maxQueued`
 *   jobs wait
 */
export async function enqueue<Spec, Document>(
  run: RunStatement,
  job: NewJob<Spec, Document>,
  maxQueued: number,
): Promise<JobRow<Spec, Document>> {
  const existing = await findRequest<Spec, Document>(run, job);
  if (existing !== undefined) return existing;
  const [count] = await run<{ queued: number }>(
    `select count(*)::integer as queued from ${schema}.jobs where state = 'queued'`,
  );
  if (count!.queued >= maxQueued) throw exhausted(`${count!.queued} jobs wait; the limit is ${maxQueued}`, fullRetryMs);
  const [row] = await run<JobRow<Spec, Document>>(
    `insert into ${schema}.jobs
       (id, request_id, fingerprint, spec, document, labels, state, created_at, available_at, max_attempts, traceparent, event_count)
     values ($1, $2, $3, $4::jsonb, $5::jsonb, $6::jsonb, 'queued', clock_timestamp(), clock_timestamp(), $7, $8, 1)
     on conflict (request_id) do nothing returning ${jobColumns}`,
    [
      crypto.randomUUID(),
      job.requestId,
      job.fingerprint,
      JSON.stringify(job.spec),
      JSON.stringify(job.document),
      JSON.stringify(job.labels),
      job.maxAttempts,
      job.traceparent,
    ],
  );
  // The same request at the same time, by another call: that one has committed by now.
  if (row === undefined) return (await findRequest<Spec, Document>(run, job))!;
  await appendEvents(run, { id: row.id, event_count: 0 }, [
    { stateChange: { state: 'queued', attempt: 0, message: '' } },
  ]);
  await announce(run, row.id, 'queued');
  return row;
}

/** The job that a request has made before. */
export async function findRequest<Spec, Document>(
  run: RunStatement,
  { requestId, fingerprint }: Pick<NewJob<Spec, Document>, 'requestId' | 'fingerprint'>,
): Promise<JobRow<Spec, Document> | undefined> {
  const [row] = await run<JobRow<Spec, Document>>(`select ${jobColumns} from ${schema}.jobs where request_id = $1`, [
    requestId,
  ]);
  if (row !== undefined && row.fingerprint !== fingerprint)
    throw alreadyExists('job with another specification for the request', requestId);
  return row;
}
