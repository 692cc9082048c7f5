import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import type { WriteStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { OpticalError } from '@optical/errors';
import { sampledCopies } from './sampled-copies.ts';

/** Texts of one language. */
export interface CorpusTexts {
  /** BCP 47 tag in canonical case. */
  readonly language: string;
  readonly texts: readonly string[];
}

/** What a language has contributed. */
export interface LanguageShare {
  readonly language: string;
  readonly texts: number;
  /** Code points. */
  readonly characters: number;
  /** Of UTF-8. */
  readonly bytes: number;
}

interface Entry {
  readonly file: string;
  readonly stream: WriteStream;
  texts: number;
  characters: number;
  bytes: number;
}

/** A corpus on disk: one file per language, one text per line. */
export class Corpus {
  readonly #folder: string;
  readonly #maximumBytes: number;
  readonly #entries = new Map<string, Entry>();

  /** @param maximumBytes of UTF-8 in all */
  constructor(folder: string, maximumBytes: number) {
    this.#folder = folder;
    this.#maximumBytes = maximumBytes;
  }

  /** @throws OpticalError `exhausted` above the limit of bytes */
  async add({ language, texts }: CorpusTexts): Promise<void> {
    const entry = this.#entries.get(language) ?? this.#open(language);
    // The normaliser makes every run of white space one blank, so a text may as well be a line.
    const lines = texts.map((text) => text.replace(/\s+/gu, ' '));
    const content = `${lines.join('\n')}\n`;
    entry.texts += texts.length;
    entry.bytes += Buffer.byteLength(content) - texts.length;
    for (const line of lines) entry.characters += codePoints(line);
    const bytes = this.totals.bytes;
    if (bytes > this.#maximumBytes) {
      throw new OpticalError('exhausted', `the corpus has more than ${this.#maximumBytes} bytes, which is the limit`);
    }
    if (!entry.stream.write(content)) await once(entry.stream, 'drain');
  }

  /** Writes everything out; nothing can be added afterwards. */
  async close(): Promise<void> {
    await Promise.all(
      this.languages().map(async (language) => {
        const { stream } = this.#entries.get(language)!;
        stream.end();
        await finished(stream);
      }),
    );
  }

  /** In the order of the tags. */
  languages(): string[] {
    return [...this.#entries.keys()].sort();
  }

  shares(): LanguageShare[] {
    return this.languages().map((language) => {
      const { texts, characters, bytes } = this.#entries.get(language)!;
      return { language, texts, characters, bytes };
    });
  }

  get totals(): { readonly texts: number; readonly characters: number; readonly bytes: number } {
    const totals = { texts: 0, characters: 0, bytes: 0 };
    for (const { texts, characters, bytes } of this.#entries.values()) {
      totals.texts += texts;
      totals.characters += characters;
      totals.bytes += bytes;
    }
    return totals;
  }

  /** The texts of a language in the order in which they were added. Only after `close`. */
  texts(language: string): AsyncIterable<string> {
    return createInterface({ input: createReadStream(this.#entries.get(language)!.file), crlfDelay: Infinity });
  }

  /**
   * The files to train on: those of the languages, or one in which each language stands in proportion to its share of
   * characters to the power of `exponent`, as large as all of them.
   */
  async sample(exponent: number, seed: number, signal?: AbortSignal): Promise<string[]> {
    if (exponent === 1) return this.languages().map((language) => this.#entries.get(language)!.file);
    const file = path.join(this.#folder, 'sampled.txt');
    const stream = createWriteStream(file);
    const { characters: total } = this.totals;
    const weightOf = (characters: number): number => (characters / Math.max(1, total)) ** exponent;
    const weights = this.shares().reduce((sum, { characters }) => sum + weightOf(characters), 0);
    for (const { language, characters } of this.shares()) {
      const copies = ((weightOf(characters) / weights) * total) / Math.max(1, characters);
      let index = 0;
      for await (const text of this.texts(language)) {
        signal?.throwIfAborted();
        const times = sampledCopies(copies, seed, language, index++);
        if (times > 0 && !stream.write(`${text}\n`.repeat(times))) await once(stream, 'drain');
      }
    }
    stream.end();
    await finished(stream);
    return [file];
  }

  #open(language: string): Entry {
    const file = path.join(this.#folder, `${language}.txt`);
    const entry: Entry = { file, stream: createWriteStream(file), texts: 0, characters: 0, bytes: 0 };
    // A failed write shows when the stream is awaited; without a listener it would end the process.
    entry.stream.on('error', () => undefined);
    this.#entries.set(language, entry);
    return entry;
  }
}

function codePoints(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xd800 && unit < 0xdc00) count--;
  }
  return count;
}
