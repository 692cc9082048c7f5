import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { OpticalError } from '@optical/errors';
import type { ErrorDetails, ErrorKind } from '@optical/errors';
import type { ExportTask } from './export-task.ts';

interface ExportReply {
  readonly error?: { readonly kind: ErrorKind; readonly message: string; readonly details: ErrorDetails };
}

/** The bundler of services finds this name and puts that of a bundle here. */
const entry = new URL('./main.ts', import.meta.url);

/**
 * Writes an export in a thread of its own: hundreds of megabytes are converted while this thread goes on serving.
 * @throws OpticalError as `writeExport`; cancelled; unavailable when the thread dies
 */
export async function runExport(task: ExportTask, signal: AbortSignal): Promise<void> {
  const worker = new Worker(entry, { workerData: task });
  const exited = once(worker, 'exit').catch(() => undefined);
  const { promise, resolve, reject } = Promise.withResolvers<ExportReply>();
  const fail = (cause?: unknown): void => {
    reject(new OpticalError('unavailable', 'the exporting thread died', {}, { cause }));
  };
  worker.once('message', resolve).once('error', fail).once('exit', fail);
  const stop = (): void => {
    reject(new OpticalError('cancelled', 'the export was cancelled'));
    void worker.terminate();
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    const { error } = await promise;
    if (error !== undefined) throw new OpticalError(error.kind, error.message, error.details);
  } finally {
    signal.removeEventListener('abort', stop);
    await exited;
  }
}
