import type { TokenizeStreamRequest__Output, TokenizeStreamResponse } from '@optical/contracts/tokenizer';
import { invalidArgument, OpticalError } from '@optical/errors';
import { statusOfKind } from '@optical/grpc';
import type { RpcContext, ServiceHandlers } from '@optical/grpc';
import { mapWindow } from '../requests/map-window.ts';

/** Cuts many batches of texts into tokens, a few at a time. */
export const tokenizeStream =
  (
    tokenize: ServiceHandlers<'tokenizer'>['tokenize'],
    window: number,
  ): ServiceHandlers<'tokenizer'>['tokenizeStream'] =>
  (requests, context) =>
    mapWindow(requests, window, (request) => answer(tokenize, request, context));

async function answer(
  tokenize: ServiceHandlers<'tokenizer'>['tokenize'],
  { sequence, request }: TokenizeStreamRequest__Output,
  context: RpcContext,
): Promise<TokenizeStreamResponse> {
  try {
    if (!request) throw invalidArgument({ field: 'request', description: 'is required' });
    return { sequence, response: await tokenize(request, context) };
  } catch (error) {
    // Whoever left wants no reply, and what is no refusal of this batch ends the stream.
    if (context.signal.aborted || !(error instanceof OpticalError)) throw error;
    const { fieldViolations, retryAfterMs = 0 } = error.details;
    const field = fieldViolations?.[0]?.field ?? '';
    return { sequence, error: { code: statusOfKind[error.kind], message: error.message, field, retryAfterMs } };
  }
}
