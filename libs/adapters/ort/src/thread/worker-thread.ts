import { SHARE_ENV, Worker } from 'node:worker_threads';
import type { Transferable } from 'node:worker_threads';
import { failedPrecondition, OpticalError } from '@optical/errors';
import { CallQueue } from './call-queue.ts';
import type { Answered, CallOptions } from './call-queue.ts';
import type { Greeting, Methods, Reply, Request } from './protocol.ts';
import { fromWireError } from './wire-error.ts';

export interface WorkerOptions {
  readonly entry: URL;
  /** Which service the entry serves. */
  readonly role: string;
  /** Cloned to the worker; shared memory in it is shared. */
  readonly data: unknown;
  readonly transfer?: readonly Transferable[];
  /** Calls that may wait for the worker; further ones are refused. */
  readonly queueLimit: number;
}

/** A service in a thread of its own, asked through a bounded queue, answering in order. */
export class WorkerThread<Table extends Methods<Table>> {
  /** What the service told when it opened. */
  readonly opened: unknown;
  readonly #worker: Worker;
  readonly #queue: CallQueue;
  readonly #exited: Promise<void>;
  #refusal: OpticalError | undefined;

  private constructor(worker: Worker, opened: unknown, queueLimit: number) {
    this.opened = opened;
    this.#worker = worker;
    this.#queue = new CallQueue((request, transfer) => {
      worker.postMessage(request, transfer);
    }, queueLimit);
    let reason = 'it ended by itself';
    worker.on('message', (reply: Reply) => {
      this.#queue.settle(reply);
    });
    worker.on('error', (error: unknown) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    this.#exited = new Promise((resolve) => {
      worker.once('exit', () => {
        const death = new OpticalError('unavailable', `the worker died: ${reason}`);
        this.#refusal ??= death;
        this.#queue.refuseAll(death);
        resolve();
      });
    });
  }

  /**
   * Starts a worker and waits until its service is open.
   * @throws OpticalError what the service reported, or unavailable if the thread died first
   */
  static async start<Table extends Methods<Table>>(options: WorkerOptions): Promise<WorkerThread<Table>> {
    const { entry, role, data, transfer = [], queueLimit } = options;
    const worker = new Worker(entry, { workerData: { role, data }, transferList: [...transfer], env: SHARE_ENV });
    const greeting = await firstMessage(worker, role);
    if ('error' in greeting) throw fromWireError(greeting.error);
    return new WorkerThread<Table>(worker, greeting.opened, queueLimit);
  }

  /** Calls not yet answered. */
  get backlog(): number {
    return this.#queue.size;
  }

  get isOpen(): boolean {
    return this.#refusal === undefined;
  }

  /**
   * Asks the service. What has begun runs to its end in the worker, where nothing can interrupt it, even if the signal
   * is aborted; its result is dropped then.
   * @throws OpticalError exhausted if the queue is full; unavailable if the worker died; cancelled, deadline-exceeded
   */
  async call<Name extends keyof Table & string>(
    method: Name,
    argument: Parameters<Table[Name]>[0],
    options: CallOptions = {},
  ): Promise<Answered<ReturnType<Table[Name]>>> {
    if (this.#refusal !== undefined) throw this.#refusal;
    return (await this.#queue.push(method, argument, options)) as Answered<ReturnType<Table[Name]>>;
  }

  /** Refuses what still waits, lets the running call end, disposes the service and waits for the thread's end. */
  async close(): Promise<void> {
    if (this.#refusal === undefined) {
      this.#refusal = failedPrecondition('the session is closed');
      this.#queue.refuseWaiting(new OpticalError('cancelled', 'the session is closing'));
      this.#worker.postMessage({ id: -1, method: undefined, argument: undefined } satisfies Request);
    }
    await this.#exited;
  }
}

async function firstMessage(worker: Worker, role: string): Promise<Greeting> {
  const { promise, resolve, reject } = Promise.withResolvers<Greeting>();
  const fail = (cause: unknown): void => {
    reject(new OpticalError('unavailable', `the ${role} worker could not start`, {}, { cause }));
  };
  worker.once('message', resolve).once('error', fail).once('exit', fail);
  try {
    return await promise;
  } finally {
    worker.off('message', resolve).off('error', fail).off('exit', fail);
  }
}
