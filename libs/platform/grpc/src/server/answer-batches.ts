import type { ItemError } from '@optical/contracts/common';
import { invalidArgument } from '@optical/errors';
import { toItemError } from '../errors/item-error.ts';
import { mapWindow } from './map-window.ts';

/** One batch of a stream. */
export interface Batch<Request> {
  readonly sequence: number;
  readonly request: Request | null;
}

/** The reply to one batch of a stream. */
export type BatchReply<Response> = { readonly sequence: number } & (
  { readonly response: Response } | { readonly error: ItemError }
);

/**
 * Answers the batches of a stream, at most `window` at a time, in the order in which they are done. A refused batch is
 * answered and does not end the stream; a defect, and a caller that has left, does.
 */
export function answerBatches<Request, Response>(
  batches: AsyncIterable<Batch<Request>>,
  { window, signal }: { readonly window: number; readonly signal: AbortSignal },
  answer: (request: Request) => Promise<Response>,
): AsyncGenerator<BatchReply<Response>, void, undefined> {
  return mapWindow(batches, window, async ({ sequence, request }): Promise<BatchReply<Response>> => {
    try {
      if (request === null) throw invalidArgument({ field: 'request', description: 'is required' });
      return { sequence, response: await answer(request) };
    } catch (error) {
      signal.throwIfAborted();
      return { sequence, error: toItemError(error) };
    }
  });
}
