import { Worker } from 'node:worker_threads';
import type { Transferable } from 'node:worker_threads';
import { OpticalError } from '@optical/errors';
import type { Methods, Reply, Request } from './protocol.ts';
import { fromWireError } from './protocol.ts';

/** A thread that answers calls in order. */
export class Thread<Table extends Methods<Table>> {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #exited: Promise<void>;
  readonly #died = Promise.withResolvers<Error>();
  #lastId = 0;
  #isClosing = false;
  #ended: Error | undefined;

  constructor(entry: URL, data: unknown) {
    this.#worker = new Worker(entry, { workerData: data });
    this.#worker.on('message', (reply: Reply) => {
      const call = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if ('error' in reply) call?.reject(fromWireError(reply.error));
      else call?.resolve(reply.value);
    });
    this.#worker.on('error', (error: unknown) => {
      this.#end(error instanceof Error ? error.message : String(error));
    });
    this.#exited = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#end('it has ended');
        resolve();
      });
    });
  }

  /** Resolves if the thread ends without having been asked to. */
  get died(): Promise<Error> {
    return this.#died.promise;
  }

  /** @throws what the method throws; OpticalError `unavailable` when the thread has died */
  call<Name extends keyof Table & string>(
    method: Name,
    argument: Parameters<Table[Name]>[0],
    transfer: readonly Transferable[] = [],
  ): Promise<ReturnType<Table[Name]>> {
    return this.#post(method, argument, transfer) as Promise<ReturnType<Table[Name]>>;
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    // The thread ends without a reply, after all that it was asked before.
    this.#post('close', undefined, []).catch(() => undefined);
    await this.#exited;
  }

  /** Ends the thread at once, whatever it does; its calls are rejected. */
  async terminate(): Promise<void> {
    this.#isClosing = true;
    await this.#worker.terminate();
    await this.#exited;
  }

  #post(method: string, argument: unknown, transfer: readonly Transferable[]): Promise<unknown> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    const id = ++this.#lastId;
    const reply = Promise.withResolvers<unknown>();
    this.#waiting.set(id, reply);
    this.#worker.postMessage({ id, method, argument } satisfies Request, transfer);
    return reply.promise;
  }

  #end(reason: string): void {
    this.#ended ??= new OpticalError('unavailable', `a thread of the vector store is gone: ${reason}`);
    for (const call of this.#waiting.values()) call.reject(this.#ended);
    this.#waiting.clear();
    if (!this.#isClosing) this.#died.resolve(this.#ended);
  }
}
