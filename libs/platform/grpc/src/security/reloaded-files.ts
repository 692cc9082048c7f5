import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { OpticalError } from '@optical/errors';
import type { Logger } from '../logger.ts';

export interface ReloadOptions<T> {
  /** What the files are, for messages: `TLS certificate`. */
  readonly subject: string;
  readonly files: readonly string[];
  readonly intervalMs: number;
  readonly logger: Pick<Logger, 'info' | 'error'>;
  /** Makes the value from the files' contents, in their order; throws when they do not fit together. */
  readonly parse: (contents: readonly Buffer[]) => T;
}

/**
 * A value made from files that others replace while the process runs. The files are read again every `intervalMs` and
 * compared by content (mounted secrets are links whose times say nothing). Contents that do not parse, such as a
 * certificate whose key is not written yet, are logged once and the value before stays in use.
 */
export class ReloadedFiles<T> {
  readonly #options: ReloadOptions<T>;
  readonly #listeners = new Set<(value: T) => void>();
  readonly #timer: NodeJS.Timeout;
  #contents: readonly Buffer[];
  #refused: readonly Buffer[] | undefined;
  #isReadable = true;
  #current: T;

  /** @throws OpticalError `failed-precondition` when a file cannot be read or the contents do not parse. */
  constructor(options: ReloadOptions<T>) {
    this.#options = options;
    try {
      this.#contents = options.files.map((file) => readFileSync(file));
      this.#current = options.parse(this.#contents);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      const { subject, files } = options;
      throw new OpticalError('failed-precondition', `${subject} (${files.join(', ')}): ${why}`, {}, { cause });
    }
    this.#timer = setInterval(() => void this.reload(), options.intervalMs).unref();
  }

  get current(): T {
    return this.#current;
  }

  /** Calls `listener` with every later value. */
  onChange(listener: (value: T) => void): void {
    this.#listeners.add(listener);
  }

  offChange(listener: (value: T) => void): void {
    this.#listeners.delete(listener);
  }

  /** Reads the files now. Never rejects. */
  async reload(): Promise<void> {
    const { subject, files, logger, parse } = this.#options;
    let contents;
    try {
      contents = await Promise.all(files.map((file) => readFile(file)));
    } catch (err) {
      if (this.#isReadable) logger.error({ err, subject }, 'file cannot be read; the contents before stay in use');
      this.#isReadable = false;
      return;
    }
    this.#isReadable = true;
    if (isSame(contents, this.#contents) || isSame(contents, this.#refused)) return;
    try {
      this.#current = parse(contents);
    } catch (err) {
      this.#refused = contents;
      logger.error({ err, subject, files }, 'new contents are not usable; the ones before stay in use');
      return;
    }
    this.#contents = contents;
    this.#refused = undefined;
    logger.info({ subject, files }, 'new contents are in use');
    for (const listener of this.#listeners) listener(this.#current);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#listeners.clear();
  }
}

function isSame(contents: readonly Buffer[], others: readonly Buffer[] | undefined): boolean {
  return others !== undefined && contents.every((content, index) => content.equals(others[index]!));
}
