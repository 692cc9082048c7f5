import { failedPrecondition } from '@optical/errors';
import type { Answered, CallOptions } from './call-queue.ts';
import type { Methods } from './protocol.ts';
import type { WorkerThread } from './worker-thread.ts';

interface Slot<Table extends Methods<Table>> {
  thread: WorkerThread<Table>;
  /** Set while a successor of a dead thread starts. */
  replacement: Promise<void> | undefined;
}

/** Equal workers. Each call goes to the one with the fewest calls; dead ones are replaced when the next call comes. */
export class WorkerPool<Table extends Methods<Table>> {
  readonly #start: () => Promise<WorkerThread<Table>>;
  readonly #slots: readonly Slot<Table>[];
  #closed = false;

  private constructor(start: () => Promise<WorkerThread<Table>>, threads: readonly WorkerThread<Table>[]) {
    this.#start = start;
    this.#slots = threads.map((thread) => ({ thread, replacement: undefined }));
  }

  /** Starts `size` workers. If one of them fails, the others are closed again. */
  static async open<Table extends Methods<Table>>(
    start: () => Promise<WorkerThread<Table>>,
    size: number,
  ): Promise<WorkerPool<Table>> {
    const started = await Promise.allSettled(Array.from({ length: size }, start));
    const threads = started.filter((result) => result.status === 'fulfilled').map(({ value }) => value);
    const failure = started.find((result) => result.status === 'rejected');
    if (failure === undefined) return new WorkerPool(start, threads);
    await Promise.all(threads.map((thread) => thread.close()));
    throw failure.reason;
  }

  /** What the workers told when they opened. */
  get opened(): unknown {
    return this.#slots[0]!.thread.opened;
  }

  get size(): number {
    return this.#slots.length;
  }

  /** @throws OpticalError as `WorkerThread.call`, and what starting a replacement throws if no worker is alive */
  async call<Name extends keyof Table & string>(
    method: Name,
    argument: Parameters<Table[Name]>[0],
    options?: CallOptions,
  ): Promise<Answered<ReturnType<Table[Name]>>> {
    if (this.#closed) throw failedPrecondition('the session is closed');
    const replacements = this.#slots.filter(({ thread }) => !thread.isOpen).map((slot) => this.#replace(slot));
    if (replacements.length === this.#slots.length) await Promise.any(replacements).catch(() => replacements[0]);
    const thread = this.#slots
      .map((slot) => slot.thread)
      .filter(({ isOpen }) => isOpen)
      .reduce((least, other) => (other.backlog < least.backlog ? other : least));
    return thread.call(method, argument, options);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#slots.flatMap(({ replacement }) => replacement ?? []));
    await Promise.all(this.#slots.map(({ thread }) => thread.close()));
  }

  #replace(slot: Slot<Table>): Promise<void> {
    slot.replacement ??= this.#start()
      .then((thread) => {
        slot.thread = thread;
      })
      .finally(() => {
        slot.replacement = undefined;
      });
    // A failure matters only to a call that waits for it; the next call tries again.
    slot.replacement.catch(() => undefined);
    return slot.replacement;
  }
}
