import { setTimeout as sleep } from 'node:timers/promises';
import { OpticalError } from '@optical/errors';
import pg from 'pg';
import type { RunStatement, SqlDatabase } from './sql-database.ts';

/** Serialization failure and deadlock: the transaction may simply run again. */
const conflictCodes = new Set(['40001', '40P01']);
const tries = 5;
const reconnectMs = 1_000;

/** Connections per process; the queue needs one at a time, watchers and callers share the others. */
const connections = 8;

/** A PostgreSQL server, shared by several processes. Connects when first used. */
export function openServerDatabase(connectionString: string): SqlDatabase {
  const limits = {
    connectionString,
    connectionTimeoutMillis: 10_000,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
    application_name: 'optical',
  };
  const pool = new pg.Pool({ ...limits, max: connections });
  // Idle connections that break are made anew; the statement that needs one reports the failure.
  pool.on('error', () => undefined);
  const closing = new AbortController();
  const listening: Promise<void>[] = [];

  const runOn =
    (client: Pick<pg.Pool, 'query'>): RunStatement =>
    async <Row>(statement: string, values: readonly unknown[] = []) =>
      (await client.query(statement, [...values])).rows as Row[];

  return {
    isExclusive: false,
    run: (statement, values) => runOn(pool)(statement, values).catch(explain) as never,
    transaction: async (work) => {
      for (let left = tries; ; left -= 1) {
        try {
          return await runTransaction(pool, (client) => work(runOn(client)));
        } catch (error) {
          if (left > 1 && conflictCodes.has(codeOf(error))) continue;
          return explain(error);
        }
      }
    },
    listen: async (channel, onAnnouncement) => {
      const first = Promise.withResolvers<undefined>();
      listening.push(
        keepListening(limits, channel, onAnnouncement, closing.signal, () => {
          first.resolve(undefined);
        }),
      );
      await first.promise;
    },
    close: async () => {
      closing.abort();
      await Promise.all(listening);
      await pool.end();
    },
  };
}

async function runTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: unknown) => {
      broken = failure as Error;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Listens on a connection of its own, which is made again when it breaks. */
async function keepListening(
  options: pg.ClientConfig,
  channel: string,
  onAnnouncement: (payload: string) => void,
  signal: AbortSignal,
  onTried: () => void,
): Promise<void> {
  while (!signal.aborted) {
    const client = new pg.Client(options);
    const ended = new Promise<void>((resolve) => {
      const done = (): void => {
        resolve();
      };
      client.on('error', done).on('end', done);
      signal.addEventListener('abort', done, { once: true });
    });
    client.on('notification', ({ payload }) => {
      onAnnouncement(payload ?? '');
    });
    try {
      await client.connect();
      await client.query(`listen ${client.escapeIdentifier(channel)}`);
      onTried();
      await ended;
    } catch {
      onTried();
    }
    await client.end().catch(() => undefined);
    await sleep(reconnectMs, undefined, { signal }).catch(() => undefined);
  }
}

const codeOf = (error: unknown): string => (error as { code?: string } | undefined)?.code ?? '';

/** PostgreSQL's classes 08 (connection), 53 (resources), 57 (operator), or an error of the socket. */
function explain(error: unknown): never {
  const code = codeOf(error);
  const isUnreachable = /^(08|53|57)/.test(code) || /^E[A-Z]+$/.test(code) || /timeout|terminated/i.test(String(error));
  if (error instanceof OpticalError || !isUnreachable) throw error;
  throw new OpticalError(
    'unavailable',
    'the database of the job queue does not answer',
    { retryAfterMs: 1_000 },
    {
      cause: error,
    },
  );
}
