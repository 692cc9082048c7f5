/** The NOTIFY channel of the queue. A payload is `<job id> <what>`, `what` being one of the words below. */
export const channel = 'optical_jobs';

export type Announced = 'queued' | 'changed' | 'cancel';

export const announcement = (jobId: string, what: Announced): string => `${jobId} ${what}`;

/** Wakes those who wait for something to happen to a job, or to any job. */
export class Announcements {
  readonly #listeners = new Set<(jobId: string, what: Announced) => void>();

  hear(payload: string): void {
    const [jobId = '', what = 'changed'] = payload.split(' ');
    for (const listener of this.#listeners) listener(jobId, what as Announced);
  }

  /** @returns a function that ends it */
  subscribe(listener: (jobId: string, what: Announced) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Begins to listen at once, so that nothing between this call and `wait` is missed.
   * `wait` resolves when something has happened since the last `wait`, after `limitMs`, or when `signal` aborts.
   */
  alarm(concerns: (jobId: string, what: Announced) => boolean): Alarm {
    let isRung = false;
    let wake: (() => void) | undefined;
    const end = this.subscribe((jobId, what) => {
      if (!concerns(jobId, what)) return;
      isRung = true;
      wake?.();
    });
    return {
      wait: async (limitMs, signal) => {
        if (!isRung && !signal.aborted) {
          const { promise, resolve } = Promise.withResolvers<undefined>();
          wake = () => {
            resolve(undefined);
          };
          const timer = setTimeout(wake, limitMs);
          signal.addEventListener('abort', wake, { once: true });
          await promise;
          clearTimeout(timer);
          signal.removeEventListener('abort', wake);
          wake = undefined;
        }
        isRung = false;
      },
      [Symbol.dispose]: end,
    };
  }
}

export interface Alarm extends Disposable {
  wait(limitMs: number, signal: AbortSignal): Promise<void>;
}
