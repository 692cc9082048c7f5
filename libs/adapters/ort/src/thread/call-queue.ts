import type { Transferable } from 'node:worker_threads';
import { exhausted, OpticalError } from '@optical/errors';
import { abortError } from './abort.ts';
import type { Reply, Request } from './protocol.ts';
import { now } from './protocol.ts';
import { fromWireError } from './wire-error.ts';

/** Posted to the worker before the last one is answered, so that it never idles while this thread is busy. */
const pipelined = 2;

export interface CallOptions {
  /** Buffers in the argument that move to the worker. */
  readonly transfer?: readonly Transferable[];
  readonly signal?: AbortSignal | undefined;
}

/** A result, and when it was asked for, begun and ended, in seconds of the clock `now`. */
export interface Answered<Value> {
  readonly value: Value;
  readonly calledAt: number;
  readonly startedAt: number;
  readonly endedAt: number;
}

interface Call {
  readonly request: Request;
  readonly transfer: readonly Transferable[];
  readonly calledAt: number;
  readonly resolve: (answer: Answered<unknown>) => void;
  readonly reject: (error: OpticalError) => void;
}

/** Calls on their way to one worker: a bounded line of waiting ones, and those posted but not answered. */
export class CallQueue {
  readonly #post: (request: Request, transfer: readonly Transferable[]) => void;
  readonly #limit: number;
  readonly #waiting: Call[] = [];
  readonly #posted = new Map<number, Call>();
  #nextId = 0;
  #lastSeconds = 0;

  constructor(post: (request: Request, transfer: readonly Transferable[]) => void, limit: number) {
    this.#post = post;
    this.#limit = limit;
  }

  /** Calls not yet answered. */
  get size(): number {
    return this.#waiting.length + this.#posted.size;
  }

  /**
   * Aborting takes a waiting call out of the line; the result of one that was posted is dropped when it comes.
   * @throws OpticalError exhausted if the line is full; cancelled or deadline-exceeded by the signal
   */
  async push(method: string, argument: unknown, { transfer = [], signal }: CallOptions): Promise<Answered<unknown>> {
    if (signal?.aborted) throw abortError(signal);
    if (this.#waiting.length >= this.#limit) {
      const retryAfterMs = Math.ceil(1000 * this.#lastSeconds * this.size);
      throw exhausted(`${this.#waiting.length} calls wait for this worker already, its limit`, retryAfterMs);
    }
    const { promise, resolve, reject } = Promise.withResolvers<Answered<unknown>>();
    const call: Call = {
      request: { id: this.#nextId++, method, argument },
      transfer,
      calledAt: now(),
      resolve,
      reject,
    };
    const abort = (): void => {
      const place = this.#waiting.indexOf(call);
      if (place >= 0) this.#waiting.splice(place, 1);
      reject(abortError(signal!));
    };
    signal?.addEventListener('abort', abort);
    this.#waiting.push(call);
    this.#advance();
    try {
      return await promise;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  settle(reply: Reply): void {
    const call = this.#posted.get(reply.id);
    if (call === undefined) return;
    this.#posted.delete(reply.id);
    if ('error' in reply) {
      call.reject(fromWireError(reply.error));
    } else {
      const { value, startedAt, endedAt } = reply;
      this.#lastSeconds = endedAt - startedAt;
      call.resolve({ value, calledAt: call.calledAt, startedAt, endedAt });
    }
    this.#advance();
  }

  refuseWaiting(error: OpticalError): void {
    for (const call of this.#waiting.splice(0)) call.reject(error);
  }

  refuseAll(error: OpticalError): void {
    for (const call of this.#posted.values()) call.reject(error);
    this.#posted.clear();
    this.refuseWaiting(error);
  }

  #advance(): void {
    while (this.#posted.size < pipelined) {
      const call = this.#waiting.shift();
      if (call === undefined) return;
      try {
        this.#post(call.request, call.transfer);
        this.#posted.set(call.request.id, call);
      } catch (error) {
        call.reject(new OpticalError('invalid-argument', `the call cannot cross threads: ${String(error)}`));
      }
    }
  }
}
