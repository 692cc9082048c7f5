import { write, writeSync } from 'node:fs';

/** Bytes that wait while the output takes nothing; lines beyond it are lost and counted. */
const maxWaitingBytes = 1024 * 1024;

/** Until a failed write is tried again without a new line, milliseconds. */
const retryMs = 100;

/** How long the last lines may hold up the end of the process while a pipe is full, milliseconds. */
const lastLinesMs = 500;

/**
 * Writes lines to a file descriptor without waiting. An output that takes nothing for a while (a full disk, a full
 * pipe) costs neither the process nor unbounded memory, and never keeps the process from ending; one that has gone
 * (EPIPE) is given up. pino's own destination waits for a full disk for ever when the process ends.
 */
export class LineWriter {
  readonly #fd: number;
  #lines: string[] = [];
  #waitingBytes = 0;
  /** What is being written, or could not be: the rest of it. */
  #rest: Buffer = Buffer.alloc(0);
  #isWriting = false;
  #isGone = false;
  #lost = 0;
  #retry: NodeJS.Timeout | undefined;
  readonly #untilSettled: (() => void)[] = [];

  constructor(fd: number) {
    this.#fd = fd;
    process.once('exit', () => {
      this.flushSync();
    });
  }

  /** `line` ends with a newline. */
  write(line: string): void {
    if (this.#isGone) return;
    const bytes = Buffer.byteLength(line);
    if (this.#waitingBytes + bytes > maxWaitingBytes) {
      this.#lost += 1;
      return;
    }
    this.#waitingBytes += bytes;
    this.#lines.push(line);
    this.#writeNext();
  }

  /** Calls back when every line is written, or the output takes none at present. */
  flush(done: () => void): void {
    this.#untilSettled.push(done);
    this.#writeNext();
  }

  /** Writes what waits before it returns, for the end of a process: as much as the output takes within half a second. */
  flushSync(): void {
    if (this.#isWriting) return;
    this.#isWriting = true;
    const end = performance.now() + lastLinesMs;
    for (let bytes = this.#take(); bytes.length > 0; bytes = this.#take()) {
      try {
        this.#written(writeSync(this.#fd, bytes));
      } catch (error) {
        if (!isBusy(error) || performance.now() > end) break;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
      }
    }
    this.#isWriting = false;
  }

  #writeNext(): void {
    if (this.#isWriting) return;
    const bytes = this.#take();
    if (bytes.length === 0) {
      this.#settle();
      return;
    }
    this.#isWriting = true;
    write(this.#fd, bytes, (error, count) => {
      this.#isWriting = false;
      if (error === null) {
        this.#written(count);
        this.#writeNext();
      } else {
        this.#failed(error);
      }
    });
  }

  #take(): Buffer {
    if (this.#rest.length === 0 && this.#lines.length > 0) {
      this.#rest = Buffer.from(this.#lines.join(''));
      this.#lines = [];
    }
    return this.#rest;
  }

  #written(count: number): void {
    this.#rest = this.#rest.subarray(count);
    this.#waitingBytes -= count;
    if (this.#lost === 0) return;
    const note = { level: 'warn', time: Date.now(), lines: this.#lost, msg: 'log lines were lost' };
    this.#lost = 0;
    this.write(`${JSON.stringify(note)}\n`);
  }

  #failed(error: NodeJS.ErrnoException): void {
    if (error.code === 'EPIPE') {
      this.#isGone = true;
      this.#lines = [];
      this.#rest = Buffer.alloc(0);
    } else {
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => {
        this.#writeNext();
      }, retryMs).unref();
    }
    if (!isBusy(error)) this.#settle();
  }

  #settle(): void {
    for (const done of this.#untilSettled.splice(0)) done();
  }
}

function isBusy(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EAGAIN' || code === 'EBUSY';
}
