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
    const encoder = this.#ask(collection);
    this.#known.set(collection, { encoder, until: performance.now() + validMs });
    // A call that was cut off tells nothing about the collection.
    encoder.catch(() => this.#known.delete(collection));
    return encoder;
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
