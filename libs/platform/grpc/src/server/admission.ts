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

/** Weight of the newest call in the running mean of call durations: about the last twenty calls count. */
const newestWeight = 0.1;

/**
 * Bounds how many calls run and how many wait; a call beyond both is refused at once, with the time after which a
 * place is likely to be free. Waiting calls are served in order of arrival; one that is cancelled leaves the queue.
 */
export class Admission {
  readonly #limits: AdmissionLimits;
  readonly #waiting = new Set<() => void>();
  readonly #untilIdle: (() => void)[] = [];
  #running = 0;
  #meanDurationMs = shortestRetryMs;

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  get isFull(): boolean {
    return this.#running >= this.#limits.running && this.#waiting.size >= this.#limits.waiting;
  }

  /** Milliseconds that a call which came now would wait for its turn, going by the calls so far. */
  get expectedWaitMs(): number {
    return (this.#meanDurationMs * (this.#waiting.size + 1)) / this.#limits.running;
  }

  /** Takes a place if one is free. The caller must `release` it. */
  tryEnter(): boolean {
    if (this.#running >= this.#limits.running) return false;
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

  /** Gives back a place that was held for `durationMs`; it goes to the call that has waited longest. */
  release(durationMs: number): void {
    this.#meanDurationMs += newestWeight * (durationMs - this.#meanDurationMs);
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
