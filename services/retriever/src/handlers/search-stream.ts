import type { ServiceHandlers } from '@optical/grpc';
import type { AnswerSearches } from '../search/answer-searches.ts';

/** Searches of a stream; a refused one is answered and does not end the stream. */
export const searchStream = (answerSearches: AnswerSearches): ServiceHandlers<'retriever'>['searchStream'] =>
  async function* (requests, context) {
    for await (const { sequence, ...result } of answerSearches(requests, context)) yield { sequence, result };
  };
