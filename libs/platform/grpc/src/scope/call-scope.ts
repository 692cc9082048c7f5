import { AsyncLocalStorage } from 'node:async_hooks';

/** What the calls that a handler makes inherit from the call it serves. */
export interface CallScope {
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  /** Aborted when the served call is cancelled, runs out of time or is cut off by a shutdown. */
  readonly signal: AbortSignal;
}

/** Carries the scope from the server half to the client half of this library through `await`s and callbacks. */
export const callScope = new AsyncLocalStorage<CallScope>();
