import { appendFile, mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { signalFileName, parseSignalFileName } from './signal-file-name.ts';
import type { Signal } from './signal-file-name.ts';

export interface RotatingFileOptions {
  readonly folder: string;
  readonly signal: Signal;
  readonly service: string;
  readonly instanceId: string;
  /** A file that would grow beyond this many bytes is closed and the next begun. */
  readonly maxBytes: number;
  /** Files of this signal and service that are kept, those of earlier processes included. */
  readonly maxFiles: number;
}

/**
 * Lines appended to `<signal>-<service>-<instance>.<n>.jsonl`, n growing, so that a reader never sees a file change
 * its name. No handle stays open between two appends. Disk use is bounded by `maxFiles * maxBytes` for each signal and
 * service; only a single line longer than `maxBytes` goes beyond, in a file of its own.
 */
export class RotatingFile {
  readonly #options: RotatingFileOptions;
  #number = 0;
  #size = 0;
  #tail: Promise<void> = Promise.resolve();

  constructor(options: RotatingFileOptions) {
    this.#options = options;
  }

  /** Resolves when the line and its newline are handed to the operating system; rejects if that failed. */
  append(line: Uint8Array): Promise<void> {
    const written = this.#tail.then(() => this.#write(line));
    this.#tail = written.catch(() => undefined);
    return written;
  }

  /** Resolves when every append so far has ended, well or not. */
  settled(): Promise<void> {
    return this.#tail;
  }

  async #write(line: Uint8Array): Promise<void> {
    const { folder, maxBytes } = this.#options;
    const length = line.byteLength + 1;
    if (this.#size > 0 && this.#size + length > maxBytes) this.#startNextFile();
    if (this.#size === 0) {
      await mkdir(folder, { recursive: true });
      await this.#removeOldest();
    }
    this.#size += length;
    try {
      await appendFile(this.#path(), Buffer.concat([line, newline]));
    } catch (error) {
      // Part of the line may be there without its end; what follows must not be glued to it.
      this.#startNextFile();
      throw error;
    }
  }

  #path(): string {
    return path.join(this.#options.folder, signalFileName({ ...this.#options, number: this.#number }));
  }

  #startNextFile(): void {
    this.#number += 1;
    this.#size = 0;
  }

  async #removeOldest(): Promise<void> {
    const { folder, signal, service, maxFiles } = this.#options;
    const names = (await readdir(folder)).filter((name) => {
      const parsed = parseSignalFileName(name);
      return parsed?.signal === signal && parsed.service === service;
    });
    if (names.length < maxFiles) return;
    const files = await Promise.all(names.map((name) => describe(path.join(folder, name))));
    const oldestFirst = files.sort((a, b) => a.modifiedMs - b.modifiedMs || a.number - b.number);
    await Promise.all(oldestFirst.slice(0, names.length - maxFiles + 1).map(({ file }) => rm(file, { force: true })));
  }
}

const newline = new Uint8Array([0x0a]);

/** A file that another process has removed in the meantime counts as the oldest. */
async function describe(file: string): Promise<{ file: string; modifiedMs: number; number: number }> {
  const number = parseSignalFileName(path.basename(file))?.number ?? 0;
  const modifiedMs = await stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  return { file, modifiedMs, number };
}
