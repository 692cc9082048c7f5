import type { ServiceHandlers } from '@optical/grpc';
import type { EncodeTexts } from '../encoding/encode-texts.ts';

/** Encodes one batch. */
export const encode =
  (encodeTexts: EncodeTexts): ServiceHandlers<'teacher'>['encode'] =>
  (request, context) =>
    encodeTexts(request, context);
