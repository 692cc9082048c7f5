import { closeSync, mkdirSync, openSync, readSync, renameSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';

/** Above this size a log is set aside as `<file>.1`, in place of the one set aside before. Bytes. */
const maxBytes = 16 * 1024 * 1024;

/** A line longer than this is written in parts. Bytes. */
const maxLineBytes = 64 * 1024;

const newline = 0x0a;

/** What a process prints, whole lines of both its streams in one file, bounded while it runs: 16 MiB and as much set aside. */
export class LogFile {
  readonly #file: string;
  #fd: number | undefined;
  #size = 0;
  #lostBytes = 0;

  constructor(file: string) {
    this.#file = file;
  }

  /** Writes what `stream` gives, until it ends. */
  take(stream: Readable): void {
    let rest = Buffer.alloc(0);
    stream.on('data', (chunk: Buffer) => {
      const bytes = Buffer.concat([rest, chunk]);
      const end = bytes.length > maxLineBytes ? bytes.length : bytes.lastIndexOf(newline) + 1;
      this.#append(bytes.subarray(0, end));
      rest = Buffer.from(bytes.subarray(end));
    });
    stream.on('end', () => {
      if (rest.length > 0) this.#append(Buffer.concat([rest, Buffer.of(newline)]));
    });
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  /** A full disk must not end the services: what cannot be written is lost, and the log says how much. */
  #append(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    try {
      if (this.#lostBytes > 0) {
        this.#write(Buffer.from(`{"level":"warn","msg":"log was lost","bytes":${this.#lostBytes}}\n`));
        this.#lostBytes = 0;
      }
      this.#write(bytes);
    } catch {
      this.#lostBytes += bytes.length;
    }
  }

  #write(bytes: Uint8Array): void {
    const fd = this.#open();
    if (this.#size > 0 && this.#size + bytes.length > maxBytes) {
      this.close();
      renameSync(this.#file, `${this.#file}.1`);
      this.#write(bytes);
      return;
    }
    writeSync(fd, bytes);
    this.#size += bytes.length;
  }

  #open(): number {
    if (this.#fd === undefined) {
      mkdirSync(path.dirname(this.#file), { recursive: true });
      this.#size = statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0;
      this.#fd = openSync(this.#file, 'a');
    }
    return this.#fd;
  }
}

/** The last lines of a file, of which only the end is read; none where there is no file. */
export function lastLines(file: string, count: number): string[] {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return [];
  const end = Buffer.alloc(Math.min(size, maxLineBytes));
  const fd = openSync(file, 'r');
  try {
    readSync(fd, end, 0, end.length, size - end.length);
  } finally {
    closeSync(fd);
  }
  return end.toString('utf8').trimEnd().split('\n').slice(-count);
}
