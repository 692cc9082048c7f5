import { exhausted, OpticalError } from '@optical/errors';
import { Thread } from '../threads/thread.ts';
import type { View } from '../memory/view.ts';
import type { SearchMethods, SearchThreadData } from './search-thread.ts';

/** `ts` when Node strips types from the sources, `js` in a bundle. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const entry = new URL(`./search-thread.${extension}`, import.meta.url);

type Task = (thread: Thread<SearchMethods>) => Promise<void>;

/** Weight of the latest task in the mean duration. */
const smoothing = 0.1;

/** Search threads with one bounded line of tasks before them. */
export class SearchPool {
  readonly #threads: Thread<SearchMethods>[];
  readonly #idle: Thread<SearchMethods>[];
  readonly #line: Task[] = [];
  readonly #limit: number;
  /** What ends the tasks that give way. */
  readonly #yielding = new Set<() => void>();
  #meanMs = 0;

  /** @param limit tasks that may wait */
  constructor(threads: number, limit: number) {
    this.#threads = Array.from({ length: threads }, (_, thread) => {
      return new Thread<SearchMethods>(entry, { thread } satisfies SearchThreadData).start();
    });
    this.#idle = [...this.#threads];
    this.#limit = limit;
  }

  /** Resolves if one of the threads ends without having been asked to. */
  get died(): Promise<Error> {
    return Promise.race(this.#threads.map(({ died }) => died));
  }

  get size(): number {
    return this.#threads.length;
  }

  get waiting(): number {
    return this.#line.length;
  }

  /**
   * Runs a task on the next free thread.
   * @throws OpticalError `exhausted` when the line is full; what the signal says when it is aborted before the task begins
   */
  async run<T>(task: (thread: Thread<SearchMethods>) => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) throw abortError(signal);
    // Threads that a background task is about to leave are as good as idle.
    if (this.#idle.length === 0 && this.#line.length >= this.#limit + this.#yielding.size) {
      const retryAfterMs = Math.max(1, Math.ceil((this.#meanMs * this.#line.length) / this.#threads.length));
      throw exhausted(`${this.#line.length} searches wait already, the limit`, retryAfterMs);
    }
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const entryInLine: Task = async (thread) => {
      signal?.removeEventListener('abort', leave);
      const begun = performance.now();
      await Promise.try(task, thread).then(resolve, reject);
      this.#meanMs += smoothing * (performance.now() - begun - this.#meanMs);
    };
    const leave = (): void => {
      this.#line.splice(this.#line.indexOf(entryInLine), 1);
      reject(abortError(signal!));
    };
    signal?.addEventListener('abort', leave, { once: true });
    this.#line.push(entryInLine);
    this.#advance();
    if (this.#line.length > 0) this.#endBackground();
    return promise;
  }

  /**
   * Runs a task that nobody waits for, if a thread is idle.
   * @param giveWay makes it end soon; called when anything else has to wait for a thread
   * @returns undefined when no thread is idle
   */
  async runIdle<T>(task: (thread: Thread<SearchMethods>) => Promise<T>, giveWay: () => void): Promise<T | undefined> {
    const thread = this.#idle.pop();
    if (thread === undefined) return undefined;
    this.#yielding.add(giveWay);
    try {
      return await task(thread);
    } finally {
      this.#yielding.delete(giveWay);
      this.#idle.push(thread);
      this.#advance();
    }
  }

  /** Every thread searches this view once the promise resolves; what began before ran on the view before. */
  async adopt(folder: string, view: View): Promise<void> {
    this.#endBackground();
    await Promise.all(this.#threads.map((thread) => thread.call('adopt', { folder, view })));
  }

  async forget(folder: string): Promise<void> {
    this.#endBackground();
    await Promise.all(this.#threads.map((thread) => thread.call('shut', { folder })));
  }

  async close(): Promise<void> {
    this.#endBackground();
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #endBackground(): void {
    for (const giveWay of this.#yielding) giveWay();
  }

  #advance(): void {
    while (this.#idle.length > 0) {
      const task = this.#line.shift();
      if (task === undefined) return;
      const thread = this.#idle.pop()!;
      void task(thread).finally(() => {
        this.#idle.push(thread);
        this.#advance();
      });
    }
  }
}

/** The error of a task whose signal was aborted. */
export function abortError({ reason }: AbortSignal): OpticalError {
  return reason instanceof OpticalError ? reason : new OpticalError('cancelled', 'the search was cancelled');
}
