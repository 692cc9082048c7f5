import { setTimeout as sleep } from 'node:timers/promises';
import { OpticalError } from '@optical/errors';

/** Longest wait between two attempts, and longest time to wait without anything getting done, in milliseconds. */
const longestWaitMs = 10_000;
const patienceMs = 600_000;

export interface WaitForRoomOptions {
  readonly signal: AbortSignal;
  /** Before every wait: its milliseconds, and what the service said. */
  readonly onWait: (ms: number, message: string) => void;
}

/**
 * Does `work` again, after the time that the service tells, as long as that has no room for it.
 * @param work calls `goesOn` when it got something done: patience begins anew
 * @param pause passes the time
 * @throws OpticalError exhausted, without a time to come again, when nothing got done in ten minutes of waiting;
 *   cancelled when the signal ends a wait; any other failure of the work
 */
export async function waitForRoom<T>(
  work: (goesOn: () => void) => Promise<T>,
  { signal, onWait }: WaitForRoomOptions,
  pause: (ms: number, signal: AbortSignal) => Promise<void> = pass,
): Promise<T> {
  let waitedMs = 0;
  for (;;) {
    try {
      return await work(() => {
        waitedMs = 0;
      });
    } catch (error) {
      if (!(error instanceof OpticalError) || error.kind !== 'exhausted') throw error;
      const { message, details } = error;
      if (details.retryAfterMs === undefined) throw error;
      if (waitedMs >= patienceMs) {
        const waited = `${message}; nothing got done in ${Math.round(waitedMs / 1000)} s of waiting`;
        throw new OpticalError('exhausted', waited, {}, { cause: error });
      }
      const ms = Math.min(longestWaitMs, details.retryAfterMs);
      onWait(ms, message);
      await pause(ms, signal);
      waitedMs += ms;
    }
  }
}

async function pass(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (cause) {
    throw new OpticalError('cancelled', 'the wait for room was cancelled', {}, { cause });
  }
}
