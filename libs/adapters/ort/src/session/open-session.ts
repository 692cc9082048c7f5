import { invalidArgument } from '@optical/errors';
import { defaultEntryPoints } from '../entry-points.ts';
import type { EntryPoints } from '../entry-points.ts';
import { checkTensors } from '../runtime/check-tensors.ts';
import type { Device } from '../runtime/device.ts';
import type { TensorType } from '../runtime/tensor-type.ts';
import type { Tuning } from '../runtime/tuning.ts';
import { packTensors } from '../thread/transfer.ts';
import type { Tensors } from '../thread/transfer.ts';
import { WorkerPool } from '../thread/worker-pool.ts';
import { WorkerThread } from '../thread/worker-thread.ts';
import type { OpenedSession, SessionData, SessionMethods } from './session-service.ts';

export interface OpenSessionOptions extends Tuning {
  /** Path of the model's file, or its bytes. A path spares copies and allows tensors in a file beside it. */
  readonly model: string | Uint8Array;
  /** Default `cpu`; `createDeviceChooser` finds out what the machine has. */
  readonly device?: Device;
  /** Threads that each hold the model and run it on their own `threads`. Default 1. */
  readonly workers?: number;
  /** Runs that may wait for each worker; further ones are refused with `exhausted`. Default 32. */
  readonly queueLimit?: number;
  readonly entryPoints?: Pick<EntryPoints, 'worker'>;
}

export interface RunResult {
  readonly outputs: Tensors;
  readonly seconds: {
    /** From the call until a worker began. */
    readonly queue: number;
    /** In the worker. */
    readonly run: number;
  };
}

export interface SessionDescription {
  readonly device: Device;
  readonly workers: number;
  readonly inputs: readonly TensorType[];
  readonly outputs: readonly TensorType[];
}

/** A model ready to run, in worker threads of its own. */
export interface EncodeSession {
  /**
   * Runs the model once. The feeds' buffers move to the worker when a tensor fills its buffer from end to end: the
   * caller's arrays are empty afterwards. Feeds in shared memory stay shared and must not change until the run ends.
   * A worker that dies rejects what it was asked with `unavailable`; the next run starts its successor.
   * @throws OpticalError invalid-argument, naming the inputs that are missing, unknown or of the wrong type or shape,
   *   or holding values that the model refuses; exhausted; cancelled or deadline-exceeded by the signal; unavailable
   */
  run(feeds: Tensors, options?: { readonly signal?: AbortSignal }): Promise<RunResult>;
  describe(): SessionDescription;
  /** Refuses waiting runs, lets the running ones end and releases model and threads. */
  close(): Promise<void>;
}

/** @throws OpticalError failed-precondition if the model cannot be loaded on the device */
export async function openSession({
  model,
  device = 'cpu',
  workers = 1,
  queueLimit = 32,
  entryPoints = defaultEntryPoints,
  ...tuning
}: OpenSessionOptions): Promise<EncodeSession> {
  if (!Number.isInteger(workers) || workers < 1)
    throw invalidArgument({ field: 'workers', description: `${workers} is not a whole number from 1 on` });
  const data: SessionData = { model: typeof model === 'string' ? model : shared(model), device, tuning };
  const pool = await WorkerPool.open<SessionMethods>(
    () => WorkerThread.start({ entry: entryPoints.worker, role: 'session', data, queueLimit }),
    workers,
  );
  const { inputs, outputs } = pool.opened as OpenedSession;
  return {
    async run(feeds, { signal } = {}) {
      checkTensors(inputs, feeds);
      const { tensors, transfer } = packTensors(feeds);
      const { value, calledAt, startedAt, endedAt } = await pool.call('run', tensors, { transfer, signal });
      return { outputs: value, seconds: { queue: startedAt - calledAt, run: endedAt - startedAt } };
    },
    describe: () => ({ device, workers: pool.size, inputs, outputs }),
    close: () => pool.close(),
  };
}

/** One copy for all workers, present and future. */
function shared(bytes: Uint8Array): Uint8Array {
  if (bytes.buffer instanceof SharedArrayBuffer) return bytes;
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.byteLength));
  copy.set(bytes);
  return copy;
}
