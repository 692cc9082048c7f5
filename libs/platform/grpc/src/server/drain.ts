import { setTimeout as sleep } from 'node:timers/promises';
import type { Server } from '@grpc/grpc-js';
import { OpticalError } from '@optical/errors';
import type { CallContext } from './call-context.ts';

/** Time for handlers that were cut off or left by their callers to end, and for their connections to close. */
const cutOffGraceMs = 1_000;

/** The calls of a server, as far as its end is concerned. */
export interface CallsInProgress {
  /** Calls that are not answered yet. */
  readonly open: ReadonlySet<CallContext>;
  /** Resolves when no handler runs: one may go on after its call has been cancelled. */
  whenIdle(): Promise<unknown>;
}

/**
 * Closes the port at once and lets calls in progress finish, for at most `limitMs`; those that do not are answered
 * UNAVAILABLE and told to stop, and those that do not stop either are left behind. Callers' new calls go elsewhere: connections announce that they take no more (GOAWAY).
 * `force` ends the wait early.
 */
export async function finishCalls(
  server: Server,
  calls: CallsInProgress,
  limitMs: number,
  force: AbortSignal,
): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.tryShutdown(() => {
      resolve();
    });
  });
  if (!(await settlesWithin(closed, limitMs, force))) {
    const reason = new OpticalError('unavailable', 'the server is shutting down');
    for (const context of calls.open) context.terminate(reason);
    if (!(await settlesWithin(closed, cutOffGraceMs))) server.forceShutdown();
  }
  await settlesWithin(calls.whenIdle(), cutOffGraceMs);
}

async function settlesWithin(work: Promise<unknown>, milliseconds: number, stop?: AbortSignal): Promise<boolean> {
  const timer = new AbortController();
  const signal = stop === undefined ? timer.signal : AbortSignal.any([timer.signal, stop]);
  const timeout = sleep(milliseconds, false, { signal }).catch(() => false);
  const isSettled = await Promise.race([work.then(() => true), timeout]);
  timer.abort();
  return isSettled;
}
