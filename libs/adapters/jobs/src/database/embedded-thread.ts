import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import type { SqlValue } from './sql-database.ts';

/** What the thread is asked: a statement, or to announce what arrives on a channel. */
export type ThreadRequest =
  | { readonly id: number; readonly statement: string; readonly values: readonly SqlValue[] }
  | { readonly id: number; readonly channel: string }
  | { readonly id: number; readonly close: true };

/** What the thread tells. */
export type ThreadReply =
  | { readonly id: number; readonly rows: readonly unknown[] }
  | { readonly id: number; readonly error: { readonly message: string; readonly code?: string | undefined } }
  | { readonly channel: string; readonly payload: string };

const port = parentPort!;
const { folder } = workerData as { folder: string };
const opening = PGlite.create(folder);

async function answer(request: ThreadRequest): Promise<readonly unknown[]> {
  const database = await opening;
  if ('close' in request) {
    await database.close();
    port.close();
    return [];
  }
  if ('channel' in request) {
    const { channel } = request;
    await database.listen(channel, (payload) => {
      port.postMessage({ channel, payload } satisfies ThreadReply);
    });
    return [];
  }
  return (await database.query(request.statement, [...request.values])).rows;
}

port.on('message', (request: ThreadRequest) => {
  answer(request).then(
    (rows) => {
      port.postMessage({ id: request.id, rows } satisfies ThreadReply);
    },
    (error: unknown) => {
      const { message, code } = error as { message: string; code?: string };
      port.postMessage({ id: request.id, error: { message, code } } satisfies ThreadReply);
    },
  );
});
