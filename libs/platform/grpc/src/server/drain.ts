import { setTimeout as sleep } from 'node:timers/promises';
import type { Server } from '@grpc/grpc-js';
import { OpticalError } from '@optical/errors';
import type { CallContext } from './call-context.ts';

/** Time for handlers that were cut off to answer, before their connections are destroyed. */
const cutOffGraceMs = 1_000;

/**
 * Closes the port at once and lets calls in progress finish, for at most `limitMs`; those that do not are answered
 * UNAVAILABLE and told to stop. Callers' new calls go elsewhere: connections announce that they take no more (GOAWAY).
 * `force` ends the wait early.
 */
export async function finishCalls(
  server: Server,
  open: ReadonlySet<CallContext>,
  limitMs: number,
  force: AbortSignal,
): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.tryShutdown(() => {
      resolve();
    });
  });
  if (await settlesWithin(closed, limitMs, force)) return;
  const reason = new OpticalError('unavailable', 'the server is shutting down');
  for (const context of open) context.terminate(reason);
  if (await settlesWithin(closed, cutOffGraceMs)) return;
  server.forceShutdown();
}

async function settlesWithin(work: Promise<void>, milliseconds: number, stop?: AbortSignal): Promise<boolean> {
  const timer = new AbortController();
  const signal = stop === undefined ? timer.signal : AbortSignal.any([timer.signal, stop]);
  const timeout = sleep(milliseconds, false, { signal }).catch(() => false);
  const isSettled = await Promise.race([work.then(() => true), timeout]);
  timer.abort();
  return isSettled;
}
