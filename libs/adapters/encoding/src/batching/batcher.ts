import { exhausted, failedPrecondition, OpticalError } from '@optical/errors';
import { abortError } from './abort-error.ts';
import { Call } from './call.ts';
import type { CallResult, Entry } from './call.ts';
import { Pace } from './pace.ts';
import { TokenQueue } from './token-queue.ts';

/** Bounds of the wait that a refused caller is told, in milliseconds. */
const shortestRetryMs = 50;
const longestRetryMs = 5_000;

/**
 * What a batch may take, in seconds: where computing is slow, batches are smaller than their bound, so that what waits
 * behind them is not late because of them. Larger batches are hardly faster per token on a processor.
 */
const batchSeconds = 0.5;

/**
 * Share of the time a call has left that may be spent on what is ahead of it. The pace varies: a queue as long as the
 * deadlines would, once computing slows down, hold nothing but calls that are answered a little too late.
 */
const queueShare = 0.5;

/** What came of one batch. */
export interface BatchRun<Row> {
  /** One per item, in order. */
  readonly rows: readonly Row[];
  /** Milliseconds of `performance.now()` at which it began and ended. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** One batch as it was computed. */
export interface BatchReport {
  readonly size: number;
  /** Tokens without padding. */
  readonly tokens: number;
  /** Tokens computed: size times padded length. */
  readonly computedTokens: number;
  readonly seconds: number;
}

export interface BatcherOptions<Item, Row> {
  /** Computes items that are all padded to `length`. */
  readonly run: (items: readonly Item[], length: number) => Promise<BatchRun<Row>>;
  /** Tokens of an item, and its length with padding. */
  readonly lengthOf: (item: Item) => { readonly tokens: number; readonly padded: number };
  /** Most tokens of one batch, padding included. A longer item goes alone. */
  readonly batchTokens: number;
  /** Most tokens that may wait, padding included. */
  readonly queueTokens: number;
  /** Batches handed over at a time. */
  readonly concurrency: number;
  readonly onBatch?: (report: BatchReport) => void;
  /** Called with the number of items that were dropped because nobody waits for them any more. */
  readonly onDrop?: (items: number) => void;
}

export interface SubmitOptions {
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds since the epoch. */
  readonly deadline?: number | undefined;
}

/**
 * Joins the items of many callers to batches of bounded size, in front of something that computes batches. What waits
 * is bounded; what nobody waits for any more, because its caller left or its time is over, is never computed.
 */
export class Batcher<Item, Row> {
  readonly #options: BatcherOptions<Item, Row>;
  readonly #queue = new TokenQueue<Entry<Item, Row>>();
  readonly #pace = new Pace();
  readonly #untilIdle: (() => void)[] = [];
  #running = 0;
  #runningTokens = 0;
  #closed = false;

  constructor(options: BatcherOptions<Item, Row>) {
    this.#options = options;
  }

  /** Tokens that wait, padding included. */
  get queuedTokens(): number {
    return this.#queue.tokens;
  }

  /**
   * @throws OpticalError exhausted when the queue has no room, or would not come to these items before the deadline;
   *   cancelled or deadline-exceeded by signal and deadline; what `run` throws
   */
  async submit(items: readonly Item[], { signal, deadline = Infinity }: SubmitOptions = {}): Promise<CallResult<Row>> {
    if (this.#closed) throw failedPrecondition('the encoder is closed');
    if (signal?.aborted) throw abortError(signal);
    const call = new Call<Item, Row>(items, this.#options.lengthOf, deadline);
    if (items.length === 0) return call.result();
    this.requireRoom(call.tokens, deadline);
    const abort = (): void => {
      this.#drop(call, abortError(signal!));
    };
    signal?.addEventListener('abort', abort);
    for (const entry of call.entries) this.#queue.add(entry);
    this.#advance();
    try {
      return await call.done;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /**
   * Whether so many tokens would be taken now, for callers who have work to do before they know their items.
   * @param deadline milliseconds since the epoch
   * @throws OpticalError exhausted as `submit`
   */
  requireRoom(tokens: number, deadline = Infinity): void {
    const { queueTokens } = this.#options;
    if (tokens > queueTokens)
      throw new OpticalError('exhausted', `${tokens} tokens at once are more than the ${queueTokens} that may wait`);
    const waiting = this.#queue.tokens;
    if (waiting + tokens > queueTokens)
      throw exhausted(
        `${waiting} tokens wait already; ${tokens} more would exceed the limit of ${queueTokens}`,
        retryAfter(this.#pace.milliseconds(waiting + tokens - queueTokens)),
      );
    const ahead = waiting + this.#runningTokens;
    const wait = this.#pace.milliseconds(ahead);
    const left = deadline - Date.now();
    if (ahead > 0 && wait / queueShare + this.#pace.milliseconds(tokens) > left)
      throw exhausted(
        `${ahead} tokens are ahead, about ${wait} ms: too much for the ${left} ms that this call has left`,
        retryAfter(wait - queueShare * left),
      );
  }

  /** Takes no more items and resolves when all that waits and runs is done. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#running > 0) await new Promise<void>((resolve) => this.#untilIdle.push(resolve));
  }

  #advance(): void {
    while (this.#running < this.#options.concurrency) {
      const oldest = this.#queue.oldest();
      if (oldest === undefined) break;
      const ready = Date.now() + this.#pace.milliseconds(this.#runningTokens + oldest.length);
      if (ready > oldest.call.deadline) {
        this.#drop(
          oldest.call,
          new OpticalError('deadline-exceeded', 'the deadline would pass before the texts are encoded'),
        );
        continue;
      }
      void this.#run(this.#queue.take(this.#batchTokens(oldest.call.deadline)));
    }
    if (this.#running === 0) for (const resolve of this.#untilIdle.splice(0)) resolve();
  }

  /** Most tokens of the next batch: those that share it with the oldest call must not make that one late. */
  #batchTokens(deadline: number): number {
    const untilDeadline = this.#pace.tokensIn(Math.max(0, deadline - Date.now()) / 1000) - this.#runningTokens;
    return Math.min(this.#options.batchTokens, this.#pace.tokensIn(batchSeconds), untilDeadline);
  }

  async #run(batch: readonly Entry<Item, Row>[]): Promise<void> {
    const { run, onBatch } = this.#options;
    const { length } = batch[0]!;
    const computedTokens = length * batch.length;
    this.#running += 1;
    this.#runningTokens += computedTokens;
    try {
      const { rows, startedAt, endedAt } = await run(
        batch.map(({ item }) => item),
        length,
      );
      const seconds = (endedAt - startedAt) / 1000;
      this.#pace.add(computedTokens, seconds);
      onBatch?.({
        size: batch.length,
        tokens: batch.reduce((sum, { tokens }) => sum + tokens, 0),
        computedTokens,
        seconds,
      });
      batch.forEach((entry, index) => {
        entry.call.settle(entry, rows[index]!, startedAt, endedAt);
      });
    } catch (error) {
      for (const { call } of batch) this.#drop(call, error);
    } finally {
      this.#running -= 1;
      this.#runningTokens -= computedTokens;
      this.#advance();
    }
  }

  #drop(call: Call<Item, Row>, error: unknown): void {
    if (call.isOver) return;
    const left = call.entries.filter((entry) => this.#queue.remove(entry));
    if (left.length > 0) this.#options.onDrop?.(left.length);
    call.fail(error);
  }
}

/** Spread by a fifth, so that callers who were refused together do not return together. */
function retryAfter(expectedMs: number): number {
  return Math.round(Math.min(longestRetryMs, Math.max(shortestRetryMs, expectedMs)) * (0.9 + 0.2 * Math.random()));
}
