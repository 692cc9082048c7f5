import { setImmediate as nextTurn } from 'node:timers/promises';
import { OpticalError } from '@optical/errors';

/** Milliseconds of work before other work gets its turn. */
const slice = 10;

/**
 * A function to await now and then in long work: it lets the event loop run when it has been held for long enough.
 * @throws OpticalError cancelled when the signal is aborted
 */
export function turns(signal?: AbortSignal): () => Promise<void> | undefined {
  let since = performance.now();
  return () => {
    if (performance.now() - since < slice) return undefined;
    return nextTurn().then(() => {
      since = performance.now();
      if (signal?.aborted)
        throw new OpticalError('cancelled', 'the training was cancelled', {}, { cause: signal.reason });
    });
  };
}
