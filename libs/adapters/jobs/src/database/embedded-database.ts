import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { OpticalError } from '@optical/errors';
import type { ThreadReply, ThreadRequest } from './embedded-thread.ts';
import { lockFolder } from './folder-lock.ts';
import type { RunStatement, SqlDatabase } from './sql-database.ts';
import { runSerially } from './run-serially.ts';

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** `ts` when Node strips types from the sources, `js` in a bundle. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const threadEntry = new URL(`./embedded-thread.${extension}`, import.meta.url);

/**
 * PostgreSQL inside this process (PGlite), in a thread of its own: making its files takes seconds of processor time.
 * Returns at once; statements wait until it is open.
 *
 * @param folder where its files are; belongs to one process at a time
 * @throws OpticalError `failed-precondition` when another process uses the folder
 */
export function openEmbeddedDatabase(folder: string): SqlDatabase {
  const unlock = lockFolder(folder);
  const thread = new Worker(threadEntry, {
    workerData: { folder: path.join(folder, 'postgresql') },
  });
  const waiting = new Map<number, PromiseWithResolvers<readonly unknown[]>>();
  const listeners = new Map<string, (payload: string) => void>();
  let lastId = 0;
  let ended: OpticalError | undefined;

  const ask = (request: WithoutId<ThreadRequest>): Promise<readonly unknown[]> => {
    if (ended !== undefined) return Promise.reject(ended);
    const reply = Promise.withResolvers<readonly unknown[]>();
    const id = ++lastId;
    waiting.set(id, reply);
    thread.postMessage({ ...request, id });
    return reply.promise;
  };
  thread.on('message', (reply: ThreadReply) => {
    if ('channel' in reply) {
      listeners.get(reply.channel)?.(reply.payload);
      return;
    }
    const call = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ('rows' in reply) call?.resolve(reply.rows);
    else call?.reject(Object.assign(new Error(reply.error.message), { code: reply.error.code }));
  });
  const end = (reason: string): void => {
    ended ??= new OpticalError('unavailable', `the embedded job queue is closed: ${reason}`);
    for (const call of waiting.values()) call.reject(ended);
    waiting.clear();
  };
  thread.on('error', (error: unknown) => {
    end(error instanceof Error ? error.message : String(error));
  });
  const exited = new Promise<void>((resolve) => {
    thread.on('exit', () => {
      end('its thread has ended');
      resolve();
    });
  });

  const statement: RunStatement = async <Row>(
    text: string,
    values: readonly (string | number | boolean | null | Date)[] = [],
  ) => (await ask({ statement: text, values })) as readonly Row[];
  // There is one session: what is not part of a transaction must not run inside one.
  const inTurn = runSerially();
  return {
    isExclusive: true,
    run: (text, values) => inTurn(() => statement(text, values)),
    transaction: (work) =>
      inTurn(async () => {
        await statement('begin');
        try {
          const result = await work(statement);
          await statement('commit');
          return result;
        } catch (error) {
          await statement('rollback');
          throw error;
        }
      }),
    listen: async (channel, onAnnouncement) => {
      listeners.set(channel, onAnnouncement);
      await inTurn(() => ask({ channel }));
    },
    close: async () => {
      await inTurn(() => ask({ close: true })).catch(() => undefined);
      await exited;
      unlock();
    },
  };
}
