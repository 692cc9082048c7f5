import { exhausted } from '@optical/errors';
import type { OpticalError } from '@optical/errors';
import { Admission } from '@optical/grpc';
import type { AdmissionLimits } from '@optical/grpc';

/** What a search says of its call. */
export interface CallLimits {
  /** Made when it is first asked for: a search that is refused does without. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

/**
 * Share of its time that a search may wait: with more it would be answered too late, and the work on it lost to those
 * that are not.
 */
const waitShare = 0.5;

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
    const begun = performance.now();
    try {
      return await unlessAborted(work(begun - arrived), limits.signal);
    } finally {
      this.#admission.release(!limits.signal.aborted);
    }
  }

  /** Why a search that has so many milliseconds left would not be taken now; undefined if it would. */
  refusal(leftMs: number): OpticalError | undefined {
    if (this.#admission.hasPlace) return undefined;
    const waitMs = this.#admission.expectedWaitMs;
    if (!this.#admission.isFull && waitMs <= waitShare * leftMs) return undefined;
    this.#onRefused();
    if (this.#admission.isFull) return this.#admission.refusal();
    const [wait, left] = [Math.ceil(waitMs), Math.floor(leftMs)];
    return exhausted(
      `a search would wait about ${wait} ms, too much for the ${left} ms that this one has left`,
      Math.max(50, Math.ceil(waitMs - waitShare * leftMs)),
    );
  }
}

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
