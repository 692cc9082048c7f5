import { exhausted, OpticalError } from '@optical/errors';
import { Admission, retryAfter } from '@optical/grpc';
import type { AdmissionLimits } from '@optical/grpc';

/** What a search says of its call. */
export interface CallLimits {
  /** Made when it is first asked for: a search that is refused does without. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

/**
 * Share of its time after which a search is expected to be answered at the latest: one that is answered too late takes
 * its work from those that are not, and how fast searches are answered is not known well.
 */
const answerShare = 0.5;

/** Bounds the searches that are worked on and those that wait, of single calls, batches and streams together. */
export class SearchQueue {
  readonly #admission: Admission;
  readonly #onRefused: () => void;

  constructor(limits: AdmissionLimits, onRefused: () => void) {
    this.#admission = new Admission(limits);
    this.#onRefused = onRefused;
  }

  /** Searches that wait. */
  get waiting(): number {
    return this.#admission.waiting;
  }

  /**
   * Does `work` when it is its turn, and gives the place back when the work or the call is over.
   * @param work is told how many milliseconds it waited
   * @throws OpticalError exhausted with the time after which there may be room; the signal's reason
   */
  async run<T>(limits: CallLimits, work: (waitedMs: number) => Promise<T>): Promise<T> {
    const arrived = performance.now();
    if (!this.#admission.tryEnter()) {
      const refusal = this.refusal(limits.deadline - Date.now());
      if (refusal !== undefined) throw refusal;
      await this.#admission.enter(limits.signal);
    }
    try {
      const result = await unlessAborted(work(performance.now() - arrived), limits.signal);
      this.#admission.release();
      return result;
    } catch (error) {
      this.#admission.release(!isCutOff(error));
      throw error;
    }
  }

  /** Why a search that has so many milliseconds left would not be taken now; undefined if it would. */
  refusal(leftMs: number): OpticalError | undefined {
    if (this.#admission.hasPlace) return undefined;
    const { running, waiting, turnMs, isFull } = this.#admission;
    // Those that wait before it, and as many as are worked on when it is.
    const answerMs = turnMs * (waiting + 1 + running);
    if (!isFull && answerMs <= answerShare * leftMs) return undefined;
    this.#onRefused();
    if (isFull) return this.#admission.refusal();
    const [answer, left] = [Math.ceil(answerMs), Math.floor(leftMs)];
    return exhausted(
      `a search would be answered after about ${answer} ms, too late for the ${left} ms that this one has left`,
      retryAfter(answerMs - answerShare * leftMs),
    );
  }
}

/** Errors of searches that took less than a search takes, because their time was over or something had no room for them. */
const isCutOff = (error: unknown): boolean =>
  error instanceof OpticalError && ['deadline-exceeded', 'cancelled', 'exhausted', 'unavailable'].includes(error.kind);

/** The result of `work`, or the signal's reason if it aborts before: what cannot be interrupted keeps no place. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => {
    reject(signal.reason as Error);
  };
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
