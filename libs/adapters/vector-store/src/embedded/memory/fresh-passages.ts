import { exhausted } from '@optical/errors';

/** A passage that the index does not cover: where its binary16 vectors lie, and in which versions it is there. */
export interface FreshPassage {
  readonly row: number;
  /** First version that has it. */
  readonly born: number;
  /** First version that no longer has it; infinite while it is there. */
  readonly died: number;
  readonly pointer: number;
  readonly tokens: number;
}

/** Numbers of one passage in the shared buffer. */
const width = 5;
const places = { row: 0, born: 1, died: 2, pointer: 3, tokens: 4 };

const initialPassages = 256;
const maximumPassages = 4_194_304;

/** What threads share. */
export interface SharedFreshPassages {
  readonly numbers: SharedArrayBuffer;
  readonly count: SharedArrayBuffer;
}

/**
 * Passages in the order in which they were written, rows ascending. One thread appends and marks deaths; others read
 * what was published before they looked at the count.
 */
export class FreshPassages {
  readonly shared: SharedFreshPassages;
  readonly #numbers: Float64Array;
  readonly #count: Int32Array;

  constructor(shared?: SharedFreshPassages) {
    this.shared = shared ?? {
      numbers: new SharedArrayBuffer(initialPassages * width * 8, { maxByteLength: maximumPassages * width * 8 }),
      count: new SharedArrayBuffer(4),
    };
    this.#numbers = new Float64Array(this.shared.numbers);
    this.#count = new Int32Array(this.shared.count);
  }

  get length(): number {
    return Atomics.load(this.#count, 0);
  }

  /** @throws OpticalError `exhausted` beyond 4,194,304 passages */
  append({ row, born, died, pointer, tokens }: FreshPassage): void {
    const place = this.length;
    const { numbers } = this.shared;
    if (place >= maximumPassages) {
      throw exhausted(`more than ${maximumPassages} passages wait to be indexed`, 10_000);
    }
    if ((place + 1) * width * 8 > numbers.byteLength) {
      numbers.grow(Math.min(maximumPassages * width * 8, numbers.byteLength * 2));
    }
    this.#numbers.set([row, born, died, pointer, tokens], place * width);
    Atomics.store(this.#count, 0, place + 1);
  }

  at(place: number): FreshPassage {
    const start = place * width;
    return {
      row: this.#numbers[start]!,
      born: this.#numbers[start + places.born]!,
      died: this.#numbers[start + places.died]!,
      pointer: this.#numbers[start + places.pointer]!,
      tokens: this.#numbers[start + places.tokens]!,
    };
  }

  /** Whether a version has the passage at a place. */
  isThere(place: number, version: number): boolean {
    const start = place * width;
    return this.#numbers[start + places.born]! <= version && version < this.#numbers[start + places.died]!;
  }

  setDeath(place: number, version: number): void {
    this.#numbers[place * width + places.died] = version;
  }

  /** Takes back the passages from a place on. */
  truncate(length: number): void {
    Atomics.store(this.#count, 0, length);
  }

  /** Place of a row, or below 0. */
  find(row: number): number {
    let low = 0;
    let high = this.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.#numbers[middle * width]!;
      if (found === row) return middle;
      if (found < row) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}
