import { failedPrecondition } from '@optical/errors';
import type { SqlDatabase } from '../database/sql-database.ts';
import { migrations, schema } from './migrations.ts';

/** Any number, the same in every process: whoever holds it migrates. */
const advisoryLock = 5_170_201;

/**
 * Brings the schema to the version of this program. Safe to run in several processes at once.
 * @throws OpticalError `failed-precondition` when a newer program has changed the schema
 */
export async function migrate(database: SqlDatabase): Promise<void> {
  await database.transaction(async (run) => {
    await run('select pg_advisory_xact_lock($1)', [advisoryLock]);
    await run(`create schema if not exists ${schema}`);
    await run(
      `create table if not exists ${schema}.versions (version integer primary key, applied_at timestamptz not null)`,
    );
    const [row] = await run<{ version: number | null }>(`select max(version) as version from ${schema}.versions`);
    const version = row?.version ?? 0;
    if (version > migrations.length)
      throw failedPrecondition(
        `the job queue's schema has version ${version}; this program knows up to ${migrations.length}: use a newer one`,
      );
    for (const [index, statements] of migrations.entries()) {
      if (index < version) continue;
      for (const statement of statements) await run(statement);
      await run(`insert into ${schema}.versions values ($1, clock_timestamp())`, [index + 1]);
    }
  });
}
