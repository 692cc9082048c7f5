import { Worker } from 'node:worker_threads';
import type { EncoderCheckpoint } from '@optical/checkpoints';
import { OpticalError } from '@optical/errors';
import type { ErrorDetails, ErrorKind } from '@optical/errors';
import { toLoadedModel } from '../loaded-model.ts';
import type { LoadedModel } from '../loaded-model.ts';

/** Where an encoder comes from: a directory in one of Hugging Face's layouts, or a checkpoint in memory. */
export type EncoderSource = { readonly directory: string } | { readonly checkpoint: EncoderCheckpoint };

/** What a loading thread is asked for. */
export interface LoadRequest {
  readonly directory: string;
  readonly fingerprint?: string;
}

/** What it answers. */
export type LoadReply =
  | { readonly model: LoadedModel }
  | { readonly error: { readonly kind: ErrorKind; readonly message: string; readonly details: ErrorDetails } };

/** The bundler of services finds this name and puts that of a bundle here. */
const entry = new URL('./main.ts', import.meta.url);

/** A thread that has nothing to do is kept that long: starting one takes a third of the time of a load. */
const idleMs = 15_000;

/** A thread without work, and the end of its waiting for some. */
let spare: { readonly worker: Worker; readonly expiry: NodeJS.Timeout; readonly drop: () => void } | undefined;

/**
 * Reads a directory in a thread of its own: hundreds of megabytes are read, checked, hashed and written as ONNX while
 * this thread goes on serving, and all that it took but the result is given back with the thread, soon after.
 * @param fingerprint of the space of its vectors, for a student; default: that of its own passages
 * @throws OpticalError not-found, data-loss, failed-precondition, unimplemented for a directory that holds no sound
 *   model; unavailable when the thread dies, for want of memory for example
 */
export async function loadModel(source: EncoderSource, fingerprint?: string): Promise<LoadedModel> {
  if ('checkpoint' in source) return toLoadedModel(source.checkpoint, fingerprint);
  const { directory } = source;
  const worker = takeThread();
  const { promise, resolve, reject } = Promise.withResolvers<LoadReply>();
  const fail = (cause?: unknown): void => {
    reject(new OpticalError('unavailable', `${directory}: the loading thread died`, {}, { cause }));
  };
  worker.once('message', resolve).once('error', fail).once('exit', fail);
  worker.postMessage({ directory, ...(fingerprint !== undefined && { fingerprint }) } satisfies LoadRequest);
  const reply = await promise.finally(() => worker.off('message', resolve).off('error', fail).off('exit', fail));
  keepThread(worker);
  if ('model' in reply) return reply.model;
  const { kind, message, details } = reply.error;
  throw new OpticalError(kind, message, details);
}

function takeThread(): Worker {
  if (spare === undefined) return new Worker(entry);
  const { worker, expiry, drop } = spare;
  spare = undefined;
  clearTimeout(expiry);
  worker.off('error', drop).off('exit', drop).ref();
  return worker;
}

/** Keeps the thread for the next load, without keeping the process alive; one spare thread is enough. */
function keepThread(worker: Worker): void {
  if (spare !== undefined) {
    void worker.terminate();
    return;
  }
  const drop = (): void => {
    if (spare?.worker !== worker) return;
    clearTimeout(spare.expiry);
    spare = undefined;
    void worker.terminate();
  };
  spare = { worker, expiry: setTimeout(drop, idleMs).unref(), drop };
  worker.once('error', drop).once('exit', drop).unref();
}
