import { Metadata } from '@grpc/grpc-js';
import { OpticalError } from '@optical/errors';
import { fromStatus } from '../errors/from-status.ts';
import { currentScope } from '../scope/call-scope.ts';
import type { ClientMethod } from './client-method.ts';
import type { RpcOptions } from './rpc-options.ts';

/** 20 days. A grpc-js server reads more than 2^31 ms, 24 days, as negative and so as over. */
const longestMs = 20 * 86_400_000;

/** One call's deadline, metadata and cancellation, from the caller's options and from the served call around it. */
export class OutgoingCall {
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly metadata: Metadata;
  readonly #method: ClientMethod;
  readonly #signals: readonly AbortSignal[];

  /** @throws OpticalError when no time is left or the call is cancelled already. */
  constructor(method: ClientMethod, options: RpcOptions) {
    const scope = currentScope();
    const now = Date.now();
    this.#method = method;
    this.deadline = now + Math.min(options.deadlineMs ?? method.deadlineMs, longestMs);
    if (scope !== undefined) this.deadline = Math.min(this.deadline, scope.deadline - method.marginMs);
    this.#signals = [options.signal, scope?.signal].filter((signal) => signal !== undefined);
    if (this.#isAborted()) throw this.explain(undefined);
    if (this.deadline <= now) throw new OpticalError('deadline-exceeded', `no time is left to call ${method.name}`);
    this.metadata = options.metadata?.clone() ?? new Metadata();
    const token = method.token();
    if (token !== undefined) this.metadata.set('authorization', `Bearer ${token}`);
  }

  /** Calls `cancel` when the caller gives up. Returns the way to stop listening, due when the call is over. */
  onAbort(cancel: () => void): () => void {
    for (const signal of this.#signals) signal.addEventListener('abort', cancel, { once: true });
    return () => {
      for (const signal of this.#signals) signal.removeEventListener('abort', cancel);
    };
  }

  /** The error to give to the caller for what grpc-js reports. */
  explain(error: unknown): OpticalError {
    const signal = this.#signals.find(({ aborted }) => aborted);
    if (signal === undefined) return fromStatus(error);
    const reason: unknown = signal.reason;
    if (reason instanceof OpticalError) return reason;
    return new OpticalError('cancelled', `the call to ${this.#method.name} was cancelled`, {}, { cause: reason });
  }

  #isAborted(): boolean {
    return this.#signals.some(({ aborted }) => aborted);
  }
}
