import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { ClientMethod } from './client-method.ts';

/**
 * Sends requests no faster than the server reads them, then closes this half of the call. Stops, and closes the
 * iterable, when the call is `over` first.
 */
export async function sendRequests(
  stream: Writable,
  requests: AsyncIterable<unknown>,
  method: ClientMethod,
  over: AbortSignal,
): Promise<void> {
  const iterator = requests[Symbol.asyncIterator]();
  const close = (): void => {
    // The call is over: what closing the source throws concerns nobody.
    iterator.return?.().catch(() => undefined);
  };
  over.addEventListener('abort', close, { once: true });
  for (;;) {
    const next = await iterator.next();
    if (over.aborted) return;
    if (next.done === true) break;
    if (!stream.write(method.encode(next.value)) && !(await drained(stream, over))) return;
  }
  over.removeEventListener('abort', close);
  stream.end();
}

async function drained(stream: Writable, over: AbortSignal): Promise<boolean> {
  try {
    await once(stream, 'drain', { signal: over });
    return true;
  } catch {
    // The call's own status tells what happened.
    return false;
  }
}
