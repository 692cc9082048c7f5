import { OpticalError } from '@optical/errors';
import { runOutsideCall } from '@optical/grpc';
import type { ServiceClient } from '@optical/grpc';

/** What a collection says of the encoder of its passages. */
export interface CollectionEncoder {
  /** Name of the collection, aliases resolved. */
  readonly collection: string;
  /** `name@digest`. */
  readonly reference: string;
  /** Fingerprint of the space of its vectors. */
  readonly fingerprint: string;
}

/** Age from which what a collection said is asked anew, in milliseconds: an alias may have moved since. */
const currentMs = 5_000;

/** Age up to which it is used while it is asked anew, in milliseconds; longer than the deadline of a call that hangs. */
const usableMs = 60_000;

/** Most collections and aliases that are remembered. */
const most = 1_000;

/** What is known of a collection. */
interface Known {
  /** The newest answer, and when it was asked for. */
  answer: { readonly encoder: CollectionEncoder; readonly at: number } | undefined;
  /** When it was asked last, whatever the answer was. */
  askedAt: number;
  /** The answer that is waited for. */
  asked: Promise<CollectionEncoder> | undefined;
}

/**
 * The encoders of collections, asked of the indexer and remembered. What was told is used while it is asked anew, so that
 * searches wait neither for the indexer's counting nor for its queue.
 */
export class CollectionEncoders {
  readonly #indexer: () => Pick<ServiceClient<'indexer'>, 'describeCollection'>;
  readonly #now: () => number;
  readonly #known = new Map<string, Known>();

  /** @param now milliseconds of a clock that never goes back */
  constructor(
    indexer: () => Pick<ServiceClient<'indexer'>, 'describeCollection'>,
    now: () => number = () => performance.now(),
  ) {
    this.#indexer = indexer;
    this.#now = now;
  }

  /**
   * What was told within the last minute, else what is told now.
   * @param collection name or alias. @throws OpticalError not-found
   */
  async of(collection: string): Promise<CollectionEncoder> {
    return this.#toldWithin(usableMs, collection);
  }

  /**
   * Works with what was told within the last seconds: an alias that moved may mean another passage of the same id, which
   * nothing would refuse. When the work fails because something is not there or does not fit, the alias may have moved
   * meanwhile: once more, if it means another collection now.
   */
  async using<T>(collection: string, work: (encoder: CollectionEncoder) => Promise<T>): Promise<T> {
    const known = await this.#toldWithin(currentMs, collection);
    try {
      return await work(known);
    } catch (error) {
      if (!(error instanceof OpticalError) || !['not-found', 'failed-precondition'].includes(error.kind)) throw error;
      this.forget(collection);
      const now = await this.of(collection);
      if (now.collection === known.collection && now.reference === known.reference) throw error;
      return work(now);
    }
  }

  /** Asks anew the next time: what was remembered did not hold. */
  forget(collection: string): void {
    this.#known.delete(collection);
  }

  /** What was told at most so many milliseconds ago, asked anew meanwhile if it is not current; else waits. */
  async #toldWithin(ageMs: number, collection: string): Promise<CollectionEncoder> {
    const now = this.#now();
    const known = this.#knownOf(collection);
    const { answer, askedAt } = known;
    const isUsable = answer !== undefined && now - answer.at < ageMs;
    if (isUsable && now - askedAt < currentMs) return answer.encoder;
    const asked = (known.asked ??= this.#refresh(collection, known));
    // A failure concerns those that wait for the answer; what is known stays until it is too old.
    asked.catch(() => undefined);
    return isUsable ? answer.encoder : asked;
  }

  #knownOf(collection: string): Known {
    const known = this.#known.get(collection);
    if (known !== undefined) return known;
    if (this.#known.size >= most) this.#known.clear();
    const none: Known = { answer: undefined, askedAt: -Infinity, asked: undefined };
    this.#known.set(collection, none);
    return none;
  }

  async #refresh(collection: string, known: Known): Promise<CollectionEncoder> {
    const at = this.#now();
    known.askedAt = at;
    try {
      // Other calls wait for it, too, whatever becomes of this one.
      const encoder = await runOutsideCall(() => this.#ask(collection));
      known.answer = { encoder, at };
      return encoder;
    } finally {
      known.asked = undefined;
    }
  }

  async #ask(collection: string): Promise<CollectionEncoder> {
    const { collection: found } = await this.#indexer().describeCollection({ collection });
    const { name, encoder, space } = found!.spec!;
    return { collection: name, reference: `${encoder!.name}@${encoder!.digest}`, fingerprint: space!.fingerprint };
  }
}
