/** A line without its break, or why it cannot be used. Numbers start at 1. */
export type Line =
  { readonly number: number; readonly text: string } | { readonly number: number; readonly problem: string };

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Cuts a byte stream into lines of UTF-8 (LF or CRLF, a byte order mark at the start is dropped). At most
 * `maxLineBytes` of an unfinished line are held; the rest of a longer one is skipped up to its break.
 */
export class LineSplitter {
  readonly #maxLineBytes: number;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #held: Buffer[] = [];
  #heldBytes = 0;
  #number = 1;

  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
  }

  *push(chunk: Buffer): Generator<Line, void, undefined> {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
      this.#hold(chunk.subarray(start, end));
      yield this.#take();
      start = end + 1;
    }
    if (start < chunk.length) this.#hold(chunk.subarray(start));
  }

  *end(): Generator<Line, void, undefined> {
    if (this.#heldBytes > 0) yield this.#take();
  }

  #hold(bytes: Buffer): void {
    this.#heldBytes += bytes.length;
    // One byte more than the limit is kept: it may be the carriage return of a line that just fits.
    if (this.#heldBytes <= this.#maxLineBytes + 1) this.#held.push(bytes);
    else this.#held = [];
  }

  #take(): Line {
    const number = this.#number++;
    const length = this.#heldBytes;
    const bytes = this.#held.length === 1 ? this.#held[0]! : Buffer.concat(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    const end = bytes.at(-1) === carriageReturn ? bytes.length - 1 : bytes.length;
    if (bytes.length < length || end > this.#maxLineBytes) {
      return { number, problem: `is ${length} bytes long, the limit is ${this.#maxLineBytes}` };
    }
    try {
      const text = this.#decoder.decode(bytes.subarray(0, end));
      return { number, text: number > 1 ? text : text.replace(/^\uFEFF/, '') };
    } catch {
      return { number, problem: 'is not valid UTF-8' };
    }
  }
}
