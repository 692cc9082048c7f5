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
  /** The files of this signal and service, those of other processes included, hold `maxFiles * maxBytes` at most. */
  readonly maxFiles: number;
}

/**
 * Lines appended to `<signal>-<service>-<instance>.<n>.jsonl`, n growing, so that a reader never sees a file change
 * its name. No handle stays open between two appends. Disk use is bounded by `maxFiles * maxBytes` for each signal and
 * service; what goes beyond is a single line longer than `maxBytes`, in a file of its own, and what several processes
 * write at once. The files longest unwritten are removed when a file is begun: by size, not by number, so that many
 * short processes do not push out the files of a long one.
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
    const { folder, signal, service, maxFiles, maxBytes } = this.#options;
    const names = (await readdir(folder)).filter((name) => {
      const parsed = parseSignalFileName(name);
      return parsed?.signal === signal && parsed.service === service;
    });
    const files = await Promise.all(names.map((name) => describe(path.join(folder, name))));
    const newestFirst = files.sort((a, b) => b.modifiedMs - a.modifiedMs || b.number - a.number);
    let room = (maxFiles - 1) * maxBytes;
    const surplus = newestFirst.filter(({ bytes }) => {
      room -= Math.max(bytes, maxBytes / smallestShare);
      return room < 0;
    });
    await Promise.all(surplus.map(({ file }) => rm(file, { force: true })));
  }
}

/** A file counts as at least this part of `maxBytes`, which bounds the number of files too. */
const smallestShare = 256;
const newline = new Uint8Array([0x0a]);

/** A file that another process has removed in the meantime counts as the oldest. */
async function describe(file: string) {
  const number = parseSignalFileName(path.basename(file))?.number ?? 0;
  const { mtimeMs, size } = await stat(file).catch(() => ({ mtimeMs: 0, size: 0 }));
  return { file, number, modifiedMs: mtimeMs, bytes: size };
}
