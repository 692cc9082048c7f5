import type { SearchRequest__Output, SearchResponse } from '@optical/contracts/retriever';
import { OpticalError } from '@optical/errors';
import { answerBatches } from '@optical/grpc';
import type { Batch, BatchReply } from '@optical/grpc';
import type { CallLimits } from './search-queue.ts';
import type { SearchText } from './search-text.ts';

export interface AnswerSearchesOptions {
  /** Searches that are worked on at a time. */
  readonly window: number;
  /** Time for each of them once it is worked on, in milliseconds. */
  readonly eachMs: number;
}

/** The searches of one call, each with a deadline of its own; one that fails is answered and ends nothing. */
export type AnswerSearches = (
  searches: AsyncIterable<Batch<SearchRequest__Output>>,
  call: CallLimits,
) => AsyncGenerator<BatchReply<SearchResponse>, void, undefined>;

export const createAnswerSearches =
  (searchText: SearchText, { window, eachMs }: AnswerSearchesOptions): AnswerSearches =>
  (searches, call) =>
    answerBatches(searches, { window, signal: call.signal }, (request) =>
      within(eachMs, call, (limits) => searchText(request, limits)),
    );

/** Aborts `work` after so many milliseconds, or at the call's deadline if that is earlier. */
async function within<T>(
  milliseconds: number,
  { deadline, signal }: CallLimits,
  work: (limits: CallLimits) => Promise<T>,
): Promise<T> {
  const left = Math.min(milliseconds, deadline - Date.now());
  const late = () => new OpticalError('deadline-exceeded', `the search was not done in its ${Math.round(left)} ms`);
  if (left <= 0) throw new OpticalError('deadline-exceeded', 'no time was left for the search');
  const own = new AbortController();
  const timer = setTimeout(() => {
    own.abort(late());
  }, left);
  try {
    return await work({ deadline: Date.now() + left, signal: AbortSignal.any([signal, own.signal]) });
  } finally {
    clearTimeout(timer);
  }
}
