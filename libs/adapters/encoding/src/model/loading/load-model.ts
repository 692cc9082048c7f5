import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { EncoderCheckpoint } from '@optical/checkpoints';
import { OpticalError } from '@optical/errors';
import type { ErrorDetails, ErrorKind } from '@optical/errors';
import { toLoadedModel } from '../loaded-model.ts';
import type { LoadedModel } from '../loaded-model.ts';

/** Where an encoder comes from: a directory in one of Hugging Face's layouts, or a checkpoint in memory. */
export type EncoderSource = { readonly directory: string } | { readonly checkpoint: EncoderCheckpoint };

/** What the loading thread answers. */
export type LoadReply =
  | { readonly model: LoadedModel }
  | { readonly error: { readonly kind: ErrorKind; readonly message: string; readonly details: ErrorDetails } };

/** The bundler of services finds this name and puts that of a bundle here. */
const entry = new URL('./main.ts', import.meta.url);

/**
 * Reads a directory in a thread of its own: hundreds of megabytes are read, checked, hashed and written as ONNX while
 * this thread goes on serving, and all that it took but the result is given back with the thread.
 * @throws OpticalError not-found, data-loss, failed-precondition, unimplemented for a directory that holds no sound
 *   model; unavailable when the thread dies, for want of memory for example
 */
export async function loadModel(source: EncoderSource): Promise<LoadedModel> {
  if ('checkpoint' in source) return toLoadedModel(source.checkpoint);
  const worker = new Worker(entry, { workerData: source.directory });
  const exited = once(worker, 'exit').catch(() => undefined);
  const { promise, resolve, reject } = Promise.withResolvers<LoadReply>();
  const fail = (cause?: unknown): void => {
    reject(new OpticalError('unavailable', `${source.directory}: the loading thread died`, {}, { cause }));
  };
  worker.once('message', resolve).once('error', fail).once('exit', fail);
  const reply = await promise;
  await exited;
  if ('model' in reply) return reply.model;
  const { kind, message, details } = reply.error;
  throw new OpticalError(kind, message, details);
}
