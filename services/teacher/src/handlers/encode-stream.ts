import type { EncodeStreamRequest__Output, EncodeStreamResponse } from '@optical/contracts/teacher';
import { invalidArgument } from '@optical/errors';
import type { ServiceHandlers } from '@optical/grpc';
import type { EncodeTexts } from '../encoding/encode-texts.ts';
import type { EncodeContext } from '../encoding/encode-texts.ts';
import { toItemError } from '../encoding/item-error.ts';
import { mapConcurrently } from '../encoding/map-concurrently.ts';

/** Encodes the batches of a stream, `window` at a time; a refused one is answered and does not end the stream. */
export const encodeStream =
  (encodeTexts: EncodeTexts, window: number): ServiceHandlers<'teacher'>['encodeStream'] =>
  (requests, context) =>
    mapConcurrently(requests, window, (item) => answer(encodeTexts, item, context));

async function answer(
  encodeTexts: EncodeTexts,
  { sequence, request }: EncodeStreamRequest__Output,
  context: EncodeContext,
): Promise<EncodeStreamResponse> {
  try {
    if (request === null) throw invalidArgument({ field: 'request', description: 'is required' });
    return { sequence, response: await encodeTexts(request, context) };
  } catch (error) {
    context.signal.throwIfAborted();
    return { sequence, error: toItemError(error) };
  }
}
