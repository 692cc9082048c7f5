import { Worker } from 'node:worker_threads';
import { OpticalError } from '@optical/errors';
import type { ErrorDetails, ErrorKind } from '@optical/errors';
import type { Tasks } from './tasks.ts';

export interface ThreadTask {
  readonly name: keyof Tasks;
  readonly input: unknown;
}

export type ThreadReply =
  | { readonly output: unknown }
  | { readonly error: { readonly kind: ErrorKind; readonly message: string; readonly details: ErrorDetails } };

/** A bundle's name for it is put in by the bundler. */
const entry = new URL('./main.ts', import.meta.url);

/**
 * Does one task in a thread of its own.
 * @throws OpticalError what the task throws; cancelled when the signal is aborted, which ends the thread at once
 */
export async function runInThread<Name extends keyof Tasks>(
  name: Name,
  input: Parameters<Tasks[Name]>[0],
  signal?: AbortSignal,
): Promise<Awaited<ReturnType<Tasks[Name]>>> {
  signal?.throwIfAborted();
  const worker = new Worker(entry, { workerData: { name, input } satisfies ThreadTask });
  const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<Tasks[Name]>>>();
  const stop = (): void => {
    reject(new OpticalError('cancelled', `the task ${name} was cancelled`, {}, { cause: signal?.reason }));
  };
  signal?.addEventListener('abort', stop);
  worker.on('message', (reply: ThreadReply) => {
    if ('output' in reply) resolve(reply.output as Awaited<ReturnType<Tasks[Name]>>);
    else reject(new OpticalError(reply.error.kind, reply.error.message, reply.error.details));
  });
  worker.on('error', reject);
  worker.on('exit', (code) => {
    reject(new OpticalError('internal', `the thread of the task ${name} ended with ${code}`));
  });
  try {
    return await promise;
  } finally {
    signal?.removeEventListener('abort', stop);
    await worker.terminate();
  }
}
