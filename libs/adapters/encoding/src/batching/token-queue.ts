/** Something that waits to be computed: `length` is its padded length in tokens, what it counts for in the queue. */
export interface Waiting {
  readonly length: number;
}

/**
 * Entries that wait, in lines of equal padded length, so that a batch never computes padding beyond that length. The
 * batch that goes next is the one with the entry that has waited longest: no length starves.
 */
export class TokenQueue<Entry extends Waiting> {
  readonly #lines = new Map<number, Map<Entry, number>>();
  #arrivals = 0;
  #tokens = 0;

  /** Padded tokens of all that waits. */
  get tokens(): number {
    return this.#tokens;
  }

  add(entry: Entry): void {
    const line = this.#lines.get(entry.length) ?? new Map<Entry, number>();
    this.#lines.set(entry.length, line.set(entry, this.#arrivals++));
    this.#tokens += entry.length;
  }

  /** @returns whether the entry was waiting */
  remove(entry: Entry): boolean {
    const line = this.#lines.get(entry.length);
    if (line?.delete(entry) !== true) return false;
    this.#tokens -= entry.length;
    if (line.size === 0) this.#lines.delete(entry.length);
    return true;
  }

  /** The entry that has waited longest. */
  oldest(): Entry | undefined {
    let found: Entry | undefined;
    let earliest = Infinity;
    for (const line of this.#lines.values()) {
      const [first] = line;
      if (first === undefined || first[1] >= earliest) continue;
      [found, earliest] = first;
    }
    return found;
  }

  /** Takes the oldest entry and those of its length that came after it, at least one and at most `budget` tokens. */
  take(budget: number): Entry[] {
    const oldest = this.oldest();
    if (oldest === undefined) return [];
    const count = Math.max(1, Math.floor(budget / oldest.length));
    const batch = [...this.#lines.get(oldest.length)!.keys()].slice(0, count);
    for (const entry of batch) this.remove(entry);
    return batch;
  }
}
