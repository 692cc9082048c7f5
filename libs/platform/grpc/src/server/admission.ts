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

/** Turns that the mean is taken over: as many as calls that end together, as those of one batch do. */
const turnsKept = 32;

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
  /** Milliseconds of the latest turns: from the end of a call to that of the next, of those that filled all places. */
  readonly #turns = new Float64Array(turnsKept).fill(shortestRetryMs);
  #turn = 0;
  #sumOfTurns = turnsKept * shortestRetryMs;
  /** When the last turn ended, or all places were taken. */
  #turnBegan = 0;
  /** Whether the calls that run are those that filled all places: then their ends tell how many can be done. */
  #isSaturated = false;

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

  /**
   * Milliseconds from the end of a call to that of the next one while all places are taken, going by the calls so far.
   * Unlike the duration of a call, it is no longer when more calls share the processors.
   */
  get turnMs(): number {
    const mean = this.#sumOfTurns / turnsKept;
    // Nothing ends while what all calls wait for hangs.
    const openMs = this.hasPlace ? 0 : this.#now() - this.#turnBegan;
    return Math.max(mean, (this.#sumOfTurns + openMs) / (turnsKept + 1));
  }

  /** Milliseconds that a call which came now would wait for a place. */
  get expectedWaitMs(): number {
    return this.turnMs * (this.#waiting.size + 1);
  }

  /** Takes a place if one is free. The caller must `release` it. */
  tryEnter(): boolean {
    if (!this.hasPlace) return false;
    this.#running += 1;
    this.#isSaturated = this.#running === this.#limits.running;
    if (this.#isSaturated) this.#turnBegan = this.#now();
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
    if (isDone && this.#isSaturated) this.#endTurn();
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#running -= 1;
      if (this.#running === 0) for (const resolve of this.#untilIdle.splice(0)) resolve();
      return;
    }
    this.#waiting.delete(next);
    next();
  }

  #endTurn(): void {
    const now = this.#now();
    // One hang is not to keep callers away for long after it.
    const duration = Math.min(longestRetryMs, now - this.#turnBegan);
    this.#sumOfTurns += duration - this.#turns[this.#turn]!;
    this.#turns[this.#turn] = duration;
    this.#turn = (this.#turn + 1) % turnsKept;
    this.#turnBegan = now;
  }

  /** Resolves when no call runs or waits. */
  whenIdle(): Promise<void> {
    if (this.#running === 0) return Promise.resolve();
    return new Promise((resolve) => this.#untilIdle.push(resolve));
  }

  /** The error for a call that finds the queue full. */
  refusal(): OpticalError {
    const { running, waiting } = this.#limits;
    const problem = `${running} calls are running and ${waiting} are waiting, the most allowed`;
    return exhausted(problem, retryAfter(this.expectedWaitMs));
  }
}

/**
 * The time after which a refused caller may come again, in milliseconds: within bounds, and spread by a fifth so that
 * refused callers do not return at once.
 */
export function retryAfter(expectedMs: number): number {
  const spread = expectedMs * (0.8 + 0.4 * Math.random());
  return Math.round(Math.min(longestRetryMs, Math.max(shortestRetryMs, spread)));
}
