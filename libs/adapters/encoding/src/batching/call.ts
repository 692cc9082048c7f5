/** One item of a call, on its own way through the queue. */
export interface Entry<Item, Row> {
  readonly call: Call<Item, Row>;
  readonly item: Item;
  readonly index: number;
  readonly tokens: number;
  /** Tokens with padding. */
  readonly length: number;
}

export interface CallResult<Row> {
  /** In the order of the items. */
  readonly rows: readonly Row[];
  /** Tokens computed for these items, padding included. */
  readonly computedTokens: number;
  /** Until the first batch began, and from then until the last one ended. */
  readonly seconds: { readonly queue: number; readonly encode: number };
}

/** Items that were submitted together: done when all of them are, failed when one of them is. */
export class Call<Item, Row> {
  readonly entries: readonly Entry<Item, Row>[];
  /** Of all items, with padding. */
  readonly tokens: number;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly done: Promise<CallResult<Row>>;
  readonly #rows: Row[];
  readonly #resolve: (result: CallResult<Row>) => void;
  readonly #reject: (error: unknown) => void;
  readonly #calledAt = performance.now();
  #startedAt = Infinity;
  #endedAt = 0;
  #left: number;
  #isOver = false;

  constructor(
    items: readonly Item[],
    lengthOf: (item: Item) => { readonly tokens: number; readonly padded: number },
    deadline: number,
  ) {
    this.entries = items.map((item, index) => {
      const { tokens, padded } = lengthOf(item);
      return { call: this, item, index, tokens, length: padded };
    });
    this.tokens = this.entries.reduce((sum, { length }) => sum + length, 0);
    this.deadline = deadline;
    this.#rows = new Array<Row>(items.length);
    this.#left = items.length;
    const { promise, resolve, reject } = Promise.withResolvers<CallResult<Row>>();
    this.done = promise;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  settle(entry: Entry<Item, Row>, row: Row, startedAt: number, endedAt: number): void {
    if (this.#isOver) return;
    this.#rows[entry.index] = row;
    this.#startedAt = Math.min(this.#startedAt, startedAt);
    this.#endedAt = Math.max(this.#endedAt, endedAt);
    this.#left -= 1;
    if (this.#left > 0) return;
    this.#isOver = true;
    this.#resolve(this.result());
  }

  fail(error: unknown): void {
    this.#isOver = true;
    this.#reject(error);
  }

  result(): CallResult<Row> {
    const { tokens, entries } = this;
    if (entries.length === 0) return { rows: [], computedTokens: 0, seconds: { queue: 0, encode: 0 } };
    const queue = Math.max(0, this.#startedAt - this.#calledAt) / 1000;
    return {
      rows: this.#rows,
      computedTokens: tokens,
      seconds: { queue, encode: (this.#endedAt - this.#startedAt) / 1000 },
    };
  }
}
