import { createHash } from 'node:crypto';
import { invalidArgument } from '@optical/errors';
import type { RunStatement } from '../database/sql-database.ts';
import { schema } from '../schema/migrations.ts';
import type { JobRecord, JobState } from './job.ts';
import { jobColumns, toRecord } from './rows.ts';
import type { JobRow } from './rows.ts';

export interface JobFilter {
  /** Empty for all. */
  readonly states: readonly JobState[];
  /** All of these. */
  readonly labels: Readonly<Record<string, string>>;
}

export interface JobPage<Spec, Document> {
  readonly jobs: readonly JobRecord<Spec, Document>[];
  /** Empty on the last page. */
  readonly nextPageToken: string;
}

/**
 * A page of jobs, newest first.
 * @param pageToken of the page before, for the same filter; empty for the first page
 * @throws OpticalError `invalid-argument` for a token that is not such
 */
export async function listJobs<Spec, Document>(
  run: RunStatement,
  filter: JobFilter,
  pageSize: number,
  pageToken: string,
): Promise<JobPage<Spec, Document>> {
  const before = pageToken === '' ? null : readToken(pageToken, filter);
  const rows = await run<JobRow<Spec, Document>>(
    `select ${jobColumns} from ${schema}.jobs
     where ($1::integer is null or ordinal < $1) and labels @> $2::jsonb
       and ($3::jsonb = '[]' or $3::jsonb @> to_jsonb(state))
     order by ordinal desc limit $4`,
    [before, JSON.stringify(filter.labels), JSON.stringify(filter.states), pageSize + 1],
  );
  const page = rows.slice(0, pageSize);
  return {
    jobs: page.map(toRecord),
    nextPageToken: rows.length > pageSize ? writeToken(page.at(-1)!.ordinal, filter) : '',
  };
}

function writeToken(ordinal: number, filter: JobFilter): string {
  return Buffer.from(`${ordinal}.${digestOf(filter)}`).toString('base64url');
}

function readToken(token: string, filter: JobFilter): number {
  const [ordinal, digest] = Buffer.from(token, 'base64url').toString().split('.');
  if (ordinal === undefined || !/^\d{1,10}$/.test(ordinal) || digest !== digestOf(filter))
    throw invalidArgument({
      field: 'page_token',
      description: 'is not a token that a page for these filters ended with',
    });
  return Number(ordinal);
}

function digestOf({ states, labels }: JobFilter): string {
  const sorted = [[...states].sort(), Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))];
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16);
}
