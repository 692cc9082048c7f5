import { exhausted, OpticalError } from '@optical/errors';

/** Waiting helps when a build is about to replace vectors by codes, or while others use what could leave the memory. */
export const retryAfterMs = 5_000;

/** A budget on its way to a thread. */
export type SharedBudget = Pick<MemoryBudget, 'limit' | 'shared'>;

/** Bytes of kernel memory that all collections together may use, counted across threads. */
export class MemoryBudget {
  readonly limit: number;
  /** One 64-bit integer. */
  readonly shared: SharedArrayBuffer;
  readonly #used: BigInt64Array;

  /** @param limit bytes; 0 for no limit */
  constructor(limit: number, shared = new SharedArrayBuffer(8)) {
    this.limit = limit;
    this.shared = shared;
    this.#used = new BigInt64Array(shared);
  }

  get used(): number {
    return Number(Atomics.load(this.#used, 0));
  }

  /**
   * @param purpose what the bytes are for, as the object of "no room for"
   * @throws OpticalError `exhausted` when they are more than what is left; as `requirePossible`
   */
  reserve(bytes: number, purpose: string): void {
    const before = Number(Atomics.add(this.#used, 0, BigInt(bytes)));
    if (this.limit === 0 || before + bytes <= this.limit) return;
    this.release(bytes);
    this.requirePossible(bytes, purpose);
    const message = `no room for ${purpose}: ${bytes} bytes are needed, ${before} of ${this.limit} bytes are in use`;
    throw exhausted(message, retryAfterMs);
  }

  /** @throws OpticalError `exhausted`, without a time to come again, when they are more than the limit */
  requirePossible(bytes: number, purpose: string): void {
    if (this.limit === 0 || bytes <= this.limit) return;
    const message = `no room for ${purpose}: ${bytes} bytes are needed, the limit is ${this.limit} bytes`;
    throw new OpticalError('exhausted', message);
  }

  release(bytes: number): void {
    Atomics.sub(this.#used, 0, BigInt(bytes));
  }
}

/** Whether something failed for want of memory. */
export function lacksRoom(error: unknown): error is OpticalError {
  return error instanceof OpticalError && error.kind === 'exhausted';
}

/** Whether it lacks room as long as the collection is as it is: nobody else has what it needs. */
export function neverFits(error: unknown): error is OpticalError {
  return lacksRoom(error) && error.details.retryAfterMs === undefined;
}
