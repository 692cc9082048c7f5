import { answerBatches } from '@optical/grpc';
import type { ServiceHandlers } from '@optical/grpc';

/** Cuts many batches of texts into tokens, a few at a time. */
export const tokenizeStream =
  (
    tokenize: ServiceHandlers<'tokenizer'>['tokenize'],
    window: number,
  ): ServiceHandlers<'tokenizer'>['tokenizeStream'] =>
  (requests, context) =>
    answerBatches(requests, { window, signal: context.signal }, (request) => tokenize(request, context));
