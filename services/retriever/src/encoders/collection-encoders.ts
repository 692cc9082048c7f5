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

/** Time for which what a collection says is taken for true; an alias may have moved since. */
const validMs = 5_000;

/** Most collections and aliases that are remembered. */
const most = 1_000;

/** The encoders of collections, asked of the indexer and remembered for a few seconds. */
export class CollectionEncoders {
  readonly #indexer: () => Pick<ServiceClient<'indexer'>, 'describeCollection'>;
  readonly #known = new Map<string, { readonly encoder: Promise<CollectionEncoder>; readonly until: number }>();

  constructor(indexer: () => Pick<ServiceClient<'indexer'>, 'describeCollection'>) {
    this.#indexer = indexer;
  }

  /** @param collection name or alias. @throws OpticalError not-found */
  async of(collection: string): Promise<CollectionEncoder> {
    const known = this.#known.get(collection);
    if (known !== undefined && known.until > performance.now()) return known.encoder;
    if (this.#known.size >= most) this.#known.clear();
    // Other calls wait for it, too, whatever becomes of this one.
    const encoder = runOutsideCall(() => this.#ask(collection));
    this.#known.set(collection, { encoder, until: performance.now() + validMs });
    // A failure tells nothing that would hold for a while.
    encoder.catch(() => this.#known.delete(collection));
    return encoder;
  }

  /**
   * Works with what `of` tells. When that fails because something is not there or does not fit, an alias may have moved
   * meanwhile: once more, if it means another collection now.
   */
  async using<T>(collection: string, work: (encoder: CollectionEncoder) => Promise<T>): Promise<T> {
    const known = await this.of(collection);
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

  async #ask(collection: string): Promise<CollectionEncoder> {
    const { collection: found } = await this.#indexer().describeCollection({ collection });
    const { name, encoder, space } = found!.spec!;
    return { collection: name, reference: `${encoder!.name}@${encoder!.digest}`, fingerprint: space!.fingerprint };
  }
}
