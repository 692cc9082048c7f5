import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const entry = z.object({
  /** Records from the first on whose passages are all acknowledged. */
  records: z.int().nonnegative(),
  /** State of the collection then: an older one has been restored since. */
  version: z.int().nonnegative(),
});

/** Time between two writes, in milliseconds: what is lost by a crash is added again, which changes nothing. */
const intervalMs = 500;

/**
 * How far an `optical index add` has come, in a file of its own: the same command goes on there. What names it is all
 * that decides what the records are and where they go.
 */
export class ProgressJournal {
  readonly #file: string;
  #writtenAt = -Infinity;

  constructor(folder: string, ...subject: readonly unknown[]) {
    const name = createHash('sha256').update(JSON.stringify(subject)).digest('hex').slice(0, 32);
    this.#file = path.join(folder, `${name}.json`);
  }

  /** @param version present state of the collection. @returns records that need not be added again */
  read(version: number): number {
    try {
      const written = entry.parse(JSON.parse(readFileSync(this.#file, 'utf8')));
      return written.version <= version ? written.records : 0;
    } catch {
      return 0;
    }
  }

  write(records: number, version: number): void {
    if (performance.now() - this.#writtenAt < intervalMs) return;
    this.#writtenAt = performance.now();
    mkdirSync(path.dirname(this.#file), { recursive: true });
    const partial = `${this.#file}.${process.pid}`;
    writeFileSync(partial, JSON.stringify({ records, version }));
    renameSync(partial, this.#file);
  }

  /** All is added: the same command begins anew. */
  remove(): void {
    rmSync(this.#file, { force: true });
  }
}
