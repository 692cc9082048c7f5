import { Worker } from 'node:worker_threads';
import type { Transferable } from 'node:worker_threads';
import { OpticalError } from '@optical/errors';
import type { Methods, Reply, Request } from './protocol.ts';
import { fromWireError } from './protocol.ts';

/** A thread that answers calls in order; it starts with the first one. */
export class Thread<Table extends Methods<Table>> {
  readonly #entry: URL;
  readonly #data: unknown;
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #exited = Promise.withResolvers<undefined>();
  #worker: Worker | undefined;
  readonly #died = Promise.withResolvers<Error>();
  #lastId = 0;
  #isClosing = false;
  #ended: Error | undefined;

  constructor(entry: URL, data: unknown) {
    this.#entry = entry;
    this.#data = data;
  }

  /** Starts it before the first call. */
  start(): this {
    this.#worker ??= this.#begin();
    return this;
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
    if (this.#worker === undefined) return;
    this.#post('close', undefined, []).catch(() => undefined);
    await this.#exited.promise;
  }

  /** Ends the thread at once, whatever it does; its calls are rejected. */
  async terminate(): Promise<void> {
    this.#isClosing = true;
    if (this.#worker === undefined) return;
    await this.#worker.terminate();
    await this.#exited.promise;
  }

  #begin(): Worker {
    const worker = new Worker(this.#entry, { workerData: this.#data });
    worker.on('message', (reply: Reply) => {
      const call = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if ('error' in reply) call?.reject(fromWireError(reply.error));
      else call?.resolve(reply.value);
    });
    worker.on('error', (error: unknown) => {
      this.#end(error instanceof Error ? error.message : String(error));
    });
    worker.on('exit', () => {
      this.#end('it has ended');
      this.#exited.resolve(undefined);
    });
    return worker;
  }

  #post(method: string, argument: unknown, transfer: readonly Transferable[]): Promise<unknown> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    if (this.#worker === undefined && this.#isClosing)
      return Promise.reject(new OpticalError('unavailable', 'the vector store is closed'));
    const id = ++this.#lastId;
    const reply = Promise.withResolvers<unknown>();
    this.#waiting.set(id, reply);
    this.start();
    this.#worker!.postMessage({ id, method, argument } satisfies Request, transfer);
    return reply.promise;
  }

  #end(reason: string): void {
    this.#ended ??= new OpticalError('unavailable', `a thread of the vector store is gone: ${reason}`);
    for (const call of this.#waiting.values()) call.reject(this.#ended);
    this.#waiting.clear();
    if (!this.#isClosing) this.#died.resolve(this.#ended);
  }
}
