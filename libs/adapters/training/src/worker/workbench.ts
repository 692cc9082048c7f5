import { Worker } from 'node:worker_threads';
import { OpticalError } from '@optical/errors';
import type { ErrorDetails, ErrorKind } from '@optical/errors';
import type { TaskInput, TaskName, TaskOutput } from './tasks.ts';

export interface Request {
  readonly id: number;
  readonly name: TaskName;
  readonly input: unknown;
}

export type Reply =
  | { readonly id: number; readonly output: unknown }
  | {
      readonly id: number;
      readonly error: { readonly kind: ErrorKind; readonly message: string; readonly details: ErrorDetails };
    };

/** A bundle's name for it is put in by the bundler. */
const entry = new URL('./main.ts', import.meta.url);

/** A thread for the work of a training that would hold up the event loop. */
export interface Workbench {
  /**
   * Does a task in the thread, one after the other.
   * @throws OpticalError what the task throws; cancelled when the signal is aborted meanwhile, which ends the thread's
   *   work at once; unavailable when the thread died
   */
  do<Name extends TaskName>(name: Name, input: TaskInput<Name>, signal?: AbortSignal): Promise<TaskOutput<Name>>;
  close(): Promise<void>;
}

/** Starts no thread before there is work. */
export function openWorkbench(): Workbench {
  let thread: Thread | undefined;
  return {
    do: async (name, input, signal) => {
      if (signal?.aborted) throw cancelled(signal);
      thread ??= startThread();
      const { worker, waiting } = thread;
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const stop = (): void => {
        reject(cancelled(signal!));
        thread = undefined;
        void worker.terminate();
      };
      const id = thread.next++;
      waiting.set(id, { resolve, reject });
      signal?.addEventListener('abort', stop);
      worker.ref();
      worker.postMessage({ id, name, input } satisfies Request);
      try {
        return (await promise) as TaskOutput<typeof name>;
      } finally {
        signal?.removeEventListener('abort', stop);
        waiting.delete(id);
        if (waiting.size === 0) worker.unref();
      }
    },
    close: async () => {
      const last = thread;
      thread = undefined;
      await last?.worker.terminate();
    },
  };
}

interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, { resolve: (output: unknown) => void; reject: (error: unknown) => void }>;
  next: number;
}

function startThread(): Thread {
  const worker = new Worker(entry);
  const waiting: Thread['waiting'] = new Map();
  worker.on('message', (reply: Reply) => {
    const caller = waiting.get(reply.id);
    if ('output' in reply) caller?.resolve(reply.output);
    else caller?.reject(new OpticalError(reply.error.kind, reply.error.message, reply.error.details));
  });
  const fail = (cause: unknown): void => {
    for (const { reject } of waiting.values())
      reject(new OpticalError('unavailable', "the training's worker thread died", {}, { cause }));
  };
  worker.on('error', fail).on('exit', fail);
  return { worker, waiting, next: 0 };
}

function cancelled(signal: AbortSignal): OpticalError {
  return new OpticalError('cancelled', 'the training was cancelled', {}, { cause: signal.reason });
}
