import { answerBatches } from '@optical/grpc';
import type { ServiceHandlers } from '@optical/grpc';
import type { EncodeTexts } from '../encoding/encode-texts.ts';

/** Encodes the batches of a stream, `window` at a time; a refused one is answered and does not end the stream. */
export const encodeStream =
  (encodeTexts: EncodeTexts, window: number): ServiceHandlers<'teacher'>['encodeStream'] =>
  (requests, context) =>
    answerBatches(requests, { window, signal: context.signal }, (request) => encodeTexts(request, context));
