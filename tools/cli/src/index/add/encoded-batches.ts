import type { EncodedPassage } from './encode-passages.ts';

/** Passages that are written together. */
export interface EncodedBatch {
  /** From 1, in the order in which they came. */
  readonly sequence: number;
  readonly passages: readonly EncodedPassage[];
}

/** Numbers batches and keeps them until they are acknowledged, so that a stream that ended early can be taken up. */
export class EncodedBatches {
  readonly #source: AsyncIterator<readonly EncodedPassage[]>;
  readonly #sent = new Map<number, readonly EncodedPassage[]>();
  #coming: Promise<IteratorResult<readonly EncodedPassage[]>> | undefined;
  #sequence = 0;
  #latest = 0;

  constructor(source: AsyncIterable<readonly EncodedPassage[]>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Those that were sent and not acknowledged, then new ones. Ends when it is called anew, and leaves the rest to that. */
  async *unacknowledged(): AsyncGenerator<EncodedBatch, void, undefined> {
    const own = ++this.#latest;
    for (const [sequence, passages] of [...this.#sent]) yield { sequence, passages };
    for (;;) {
      // Whoever waits for it: a stream that has ended must not take it away.
      this.#coming ??= this.#source.next();
      const item = await this.#coming;
      if (own !== this.#latest) return;
      this.#coming = undefined;
      if (item.done === true) return;
      const sequence = ++this.#sequence;
      this.#sent.set(sequence, item.value);
      yield { sequence, passages: item.value };
    }
  }

  /** Lets go of a batch. @returns its passages */
  acknowledge(sequence: number): readonly EncodedPassage[] {
    const passages = this.#sent.get(sequence)!;
    this.#sent.delete(sequence);
    return passages;
  }
}
