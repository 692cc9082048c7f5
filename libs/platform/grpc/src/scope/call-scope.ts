import { AsyncLocalStorage } from 'node:async_hooks';

/** What the calls that a handler makes inherit from the call it serves. */
export interface CallScope {
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  /** Aborted when the served call is cancelled, runs out of time or is cut off by a shutdown. */
  readonly signal: AbortSignal;
  /** Whether the served call is over; what still runs then and was not told to stop goes on by intent. */
  readonly isOver: boolean;
}

const storage = new AsyncLocalStorage<CallScope | undefined>();

/** Runs a handler's work so that `currentScope` finds its scope, through every `await` and callback. */
export function runInScope<T>(scope: CallScope, work: () => T): T {
  return storage.run(scope, work);
}

/** The scope of the call being served, if there is one and it still matters. */
export function currentScope(): CallScope | undefined {
  const scope = storage.getStore();
  return scope?.isOver === true && !scope.signal.aborted ? undefined : scope;
}

/**
 * Runs work that a handler starts but that is not part of the call it serves, such as a job: the calls that the work
 * makes inherit neither deadline nor cancellation.
 */
export function runOutsideCall<T>(work: () => T): T {
  return storage.run(undefined, work);
}
