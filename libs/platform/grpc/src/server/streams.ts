import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { CallContext } from './call-context.ts';
import type { Method } from './method.ts';

/**
 * The request messages of a call. Throws the reason when the call is cancelled or its connection breaks. Leaving the loop early leaves the call open, so that it can still be answered.
 */
export async function* readRequests(call: Readable, method: Method, context: CallContext): AsyncGenerator {
  try {
    for await (const bytes of call.iterator({ destroyOnReturn: false })) yield method.decode(bytes as Buffer);
  } catch (error) {
    // A cancelled call is destroyed, which the stream reports as a premature close.
    context.throwIfCancelled();
    throw error;
  }
}

/** Writes responses no faster than the caller reads them. Stops, and closes the iterable, when the call is over. */
export async function writeResponses(
  call: Writable,
  responses: AsyncIterable<unknown>,
  method: Method,
  context: CallContext,
): Promise<void> {
  for await (const response of responses) {
    context.throwIfCancelled();
    if (!call.write(method.encode(response))) await once(call, 'drain', { signal: context.signal });
  }
}
