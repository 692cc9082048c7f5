import { setTimeout as sleep } from 'node:timers/promises';
import { OpticalError } from '@optical/errors';
import type { ErrorKind } from '@optical/errors';

/** What passes when a service comes back, or has less to do. */
const passing: ReadonlySet<ErrorKind> = new Set(['unavailable', 'exhausted', 'deadline-exceeded', 'aborted']);

/** How long to wait for a service that was killed or is overloaded. */
const limitMs = 300_000;
const firstWaitMs = 200;
const longestWaitMs = 5_000;

export const isPassing = (error: unknown): error is OpticalError =>
  error instanceof OpticalError && passing.has(error.kind);

/**
 * Calls again while a service is away or overloaded, for five minutes.
 * @param signal ends the waiting
 */
export async function patiently<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  for (let wait = firstWaitMs; ; wait = Math.min(2 * wait, longestWaitMs)) {
    signal.throwIfAborted();
    try {
      return await call();
    } catch (error) {
      if (!isPassing(error) || signal.aborted || performance.now() - begun > limitMs) throw error;
      await sleep(Math.max(wait, error.details.retryAfterMs ?? 0), undefined, { signal });
    }
  }
}
