/**
 * What the latest plans have read, tokenised and split: the check of a job and its attempts, and the arms of a study, have
 * the same bitext. At most a few tens of megabytes an entry.
 */
export class PlanMemo {
  readonly #most: number;
  readonly #known = new Map<string, unknown>();

  /** @param most entries to keep, the latest used */
  constructor(most = 6) {
    this.#most = most;
  }

  /** The value of a key, made where it is not known; a failure is not kept. */
  async of<Value>(key: string, make: () => Promise<Value>): Promise<Value> {
    const isKnown = this.#known.has(key);
    const value = isKnown ? (this.#known.get(key) as Value) : await make();
    this.#known.delete(key);
    this.#known.set(key, value);
    const [oldest] = this.#known.keys();
    if (this.#known.size > this.#most) this.#known.delete(oldest!);
    return value;
  }
}
