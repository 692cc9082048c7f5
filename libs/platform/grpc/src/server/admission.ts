import { exhausted } from '@optical/errors';
import type { OpticalError } from '@optical/errors';

export interface AdmissionLimits {
  /** Calls that run at the same time. */
  readonly running: number;
  /** Calls that wait for their turn. */
  readonly waiting: number;
}

/** Bounds of the wait that a refused caller is told, in milliseconds. */
const shortestRetryMs = 50;
const longestRetryMs = 5_000;

/**
 * Weight of the newest call in the running mean of the time per call: about the last forty count, so that calls which
 * end together, as those of one batch do, do not make the next ones look free.
 */
const newestWeight = 0.05;

/**
 * Bounds how many calls run and how many wait; a call beyond both is refused at once, with the time after which a
 * place is likely to be free. Waiting calls are served in order of arrival; one that is cancelled leaves the queue.
 */
export class Admission {
  readonly #limits: AdmissionLimits;
  readonly #waiting = new Set<() => void>();
  readonly #untilIdle: (() => void)[] = [];
  readonly #now: () => number;
  #running = 0;
  /**
   * Mean time from the end of a call to the end of the next one while any runs: what a call takes of the time of all.
   * Unlike the duration of calls it stays as it is when more of them run at once.
   */
  #meanTurnMs = shortestRetryMs;
  /** When the last turn ended, or the first call came after a pause. */
  #turnBegan = 0;

  /** @param now milliseconds of a clock that never goes back */
  constructor(limits: AdmissionLimits, now: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#now = now;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  get hasPlace(): boolean {
    return this.#running < this.#limits.running;
  }

  get isFull(): boolean {
    return !this.hasPlace && this.#waiting.size >= this.#limits.waiting;
  }

  /** Milliseconds that a call which came now would wait for its turn, going by the calls so far. */
  get expectedWaitMs(): number {
    return this.#meanTurnMs * (this.#waiting.size + 1);
  }

  /** Takes a place if one is free. The caller must `release` it. */
  tryEnter(): boolean {
    if (!this.hasPlace) return false;
    if (this.#running === 0) this.#turnBegan = this.#now();
    this.#running += 1;
    return true;
  }

  /** Resolves when a place has been taken for the caller; rejects with the signal's reason if it aborts before. */
  async enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.tryEnter()) return;
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const admit = (): void => {
      signal.removeEventListener('abort', leave);
      resolve(undefined);
    };
    const leave = (): void => {
      this.#waiting.delete(admit);
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', leave, { once: true });
    this.#waiting.add(admit);
    await promise;
  }

  /**
   * Gives back a place; it goes to the call that has waited longest.
   * @param isDone false for a call that was cut off: if those counted as done, the more calls come too late the shorter
   * the wait would look
   */
  release(isDone = true): void {
    if (isDone) {
      const now = this.#now();
      this.#meanTurnMs += newestWeight * (now - this.#turnBegan - this.#meanTurnMs);
      this.#turnBegan = now;
    }
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#running -= 1;
      if (this.#running === 0) for (const resolve of this.#untilIdle.splice(0)) resolve();
      return;
    }
    this.#waiting.delete(next);
    next();
  }

  /** Resolves when no call runs or waits. */
  whenIdle(): Promise<void> {
    if (this.#running === 0) return Promise.resolve();
    return new Promise((resolve) => this.#untilIdle.push(resolve));
  }

  /** The error for a call that finds the queue full, spread by a fifth so that refused callers do not return at once. */
  refusal(): OpticalError {
    const expectedMs = this.expectedWaitMs * (0.8 + 0.4 * Math.random());
    const retryAfterMs = Math.round(Math.min(longestRetryMs, Math.max(shortestRetryMs, expectedMs)));
    const { running, waiting } = this.#limits;
    return exhausted(`${running} calls are running and ${waiting} are waiting, the most allowed`, retryAfterMs);
  }
}
