/** The PostgreSQL schema that holds the queue. */
export const schema = 'optical_jobs';

/** Statements of each version, in order. A version that has been released is never edited: changes are new versions. */
export const migrations: readonly (readonly string[])[] = [
  [
    `create table ${schema}.jobs (
      id text primary key,
      ordinal integer generated always as identity unique,
      request_id text not null unique,
      fingerprint text not null,
      spec jsonb not null,
      document jsonb not null,
      labels jsonb not null,
      state text not null check (state in ('queued', 'running', 'succeeded', 'stopped', 'failed', 'cancelled')),
      created_at timestamptz not null,
      started_at timestamptz,
      ended_at timestamptz,
      available_at timestamptz not null,
      attempts integer not null default 0,
      failures integer not null default 0,
      max_attempts integer not null check (max_attempts > 0),
      is_handed_back boolean not null default false,
      lease_token integer not null default 0,
      lease_owner text,
      lease_expires_at timestamptz,
      cancel_reason text,
      status_message text not null default '',
      traceparent text not null default '',
      event_count integer not null default 0,
      check ((state = 'running') = (lease_expires_at is not null)),
      check ((ended_at is not null) = (state in ('succeeded', 'stopped', 'failed', 'cancelled')))
    )`,
    `create index jobs_open on ${schema}.jobs (ordinal) where state in ('queued', 'running')`,
    `create index jobs_labels on ${schema}.jobs using gin (labels jsonb_path_ops)`,
    `create table ${schema}.events (
      job_id text not null references ${schema}.jobs (id) on delete cascade,
      sequence integer not null check (sequence > 0),
      time timestamptz not null,
      body jsonb not null,
      primary key (job_id, sequence)
    )`,
  ],
];
