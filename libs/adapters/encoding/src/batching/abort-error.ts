import { OpticalError } from '@optical/errors';

/** The error of a call whose signal was aborted: its reason if that is ours, else cancelled or deadline-exceeded. */
export function abortError({ reason }: AbortSignal): OpticalError {
  if (reason instanceof OpticalError) return reason;
  const timedOut = reason instanceof Error && reason.name === 'TimeoutError';
  return timedOut
    ? new OpticalError('deadline-exceeded', 'the deadline passed before the texts were encoded', {}, { cause: reason })
    : new OpticalError('cancelled', 'the encoding was cancelled', {}, { cause: reason });
}
