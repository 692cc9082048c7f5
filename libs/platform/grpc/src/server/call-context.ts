import type { Metadata } from '@grpc/grpc-js';
import { OpticalError } from '@optical/errors';
import { toStatus } from '../errors/to-status.ts';
import type { ErrorStatus } from '../errors/to-status.ts';
import type { Logger } from '../logger.ts';
import type { CallScope } from '../scope/call-scope.ts';
import type { Identity } from '../security/identity.ts';
import type { RpcContext } from './handlers.ts';
import { latestEnd } from './method.ts';
import type { Method } from './method.ts';

/** The part of the four kinds of grpc-js server call that every call has. */
export interface ServedCall {
  readonly metadata: Metadata;
  getDeadline(): Date | number;
  on(event: 'cancelled', listener: () => void): unknown;
}

/**
 * The caller resets the call at its deadline, which is earlier than ours by the time the call travelled: a cancellation
 * so many milliseconds before our deadline is taken for that.
 */
const deadlineSlackMs = 20;

/** One call from its arrival to its answer: exactly one answer leaves, whichever of handler, deadline or drain is first. */
export class CallContext implements RpcContext, CallScope {
  readonly metadata: Metadata;
  readonly deadline: number;
  identity: Identity | undefined = undefined;
  readonly #method: Method;
  readonly #open: Set<CallContext>;
  readonly #sendError: (status: ErrorStatus) => void;
  #timer: NodeJS.Timeout | undefined;
  #controller: AbortController | undefined;
  #reason: OpticalError | undefined;
  #isAnswered = false;

  /** Adds itself to `open` until it is answered. `sendError` ends the call with a status other than OK. */
  constructor(method: Method, call: ServedCall, open: Set<CallContext>, sendError: (status: ErrorStatus) => void) {
    this.#method = method;
    this.#open = open;
    this.#sendError = sendError;
    this.metadata = call.metadata;
    const requested = Number(call.getDeadline());
    const now = Date.now();
    this.deadline = latestEnd(requested, method.deadline, now);
    // grpc-js enforces the deadline that the caller sent, but on a stream only once the caller has read what was
    // written before it.
    if (this.deadline !== requested || method.isStreaming) this.#timer = this.#expireIn(this.deadline - now);
    open.add(this);
    call.on('cancelled', () => {
      this.#cancel();
    });
  }

  get method(): string {
    return this.#method.name;
  }

  get logger(): Logger {
    return this.#method.logger;
  }

  /** Made when it is first asked for: most unary handlers never do. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#reason !== undefined) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  get isOver(): boolean {
    return this.#isAnswered;
  }

  /** Whether it was ended from outside: by its caller, its deadline or a shutdown. */
  get wasCutOff(): boolean {
    return this.#reason !== undefined;
  }

  throwIfCancelled(): void {
    if (this.#reason !== undefined) throw this.#reason;
  }

  /** Claims the right to answer. False when the call has been answered or nobody is left to read the answer. */
  claimAnswer(): boolean {
    if (this.#isAnswered) return false;
    this.#isAnswered = true;
    clearTimeout(this.#timer);
    this.#open.delete(this);
    return true;
  }

  /** Ends the call with the status of what its handler threw. Errors that are a defect of the service are logged here. */
  fail(error: unknown): void {
    if (!this.claimAnswer()) {
      if (error !== this.#reason) this.logger.debug({ err: error }, 'handler failed after its call was over');
      return;
    }
    if (!(error instanceof OpticalError) || error.kind === 'internal' || error.kind === 'data-loss')
      this.logger.error({ err: error }, 'handler failed');
    this.#sendError(toStatus(error));
  }

  /** Ends the call from outside and tells its handler to stop. */
  terminate(reason: OpticalError): void {
    if (!this.claimAnswer()) return;
    this.#abort(reason);
    this.#sendError(toStatus(reason));
  }

  #cancel(): void {
    // grpc-js reports the end of every call as a cancellation, the regular end too.
    if (!this.claimAnswer()) return;
    this.#abort(Date.now() >= this.deadline - deadlineSlackMs ? this.#expired() : callerLeft());
  }

  #abort(reason: OpticalError): void {
    this.#reason ??= reason;
    this.#controller?.abort(this.#reason);
  }

  #expireIn(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => {
      this.terminate(this.#expired());
    }, milliseconds);
  }

  #expired(): OpticalError {
    return new OpticalError('deadline-exceeded', `${this.method} did not finish before its deadline`);
  }
}

function callerLeft(): OpticalError {
  return new OpticalError('cancelled', 'the caller cancelled the call');
}
