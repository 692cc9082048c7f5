import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseSignalFileName } from '../export/signal-file-name.ts';

/** A trace file and the byte from which it is read. */
export interface TraceFile {
  readonly file: string;
  readonly start: number;
}

/**
 * The trace files of a folder, each process's in the order they were written. With `lastBytes`, only so much of the
 * end of what each process has written. A folder that does not exist has none.
 */
export async function findTraceFiles(folder: string, lastBytes = Infinity): Promise<TraceFile[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const parsed = names
    .map((name) => ({ name, about: parseSignalFileName(name) }))
    .filter(({ about }) => about?.signal === 'traces');
  const processes = Object.values(Object.groupBy(parsed, ({ about }) => `${about!.service}-${about!.instanceId}`));
  const files = await Promise.all(
    processes.map(async (entries) => {
      const newestFirst = entries!.toSorted((a, b) => b.about!.number - a.about!.number);
      return lastPart(
        newestFirst.map(({ name }) => path.join(folder, name)),
        lastBytes,
      );
    }),
  );
  return files.flat();
}

async function lastPart(newestFirst: readonly string[], lastBytes: number): Promise<TraceFile[]> {
  const files: TraceFile[] = [];
  let left = lastBytes;
  for (const file of newestFirst) {
    if (left <= 0) break;
    const size = await stat(file).then(
      (found) => found.size,
      () => 0,
    );
    files.unshift({ file, start: Math.max(0, size - left) });
    left -= size;
  }
  return files;
}

/** The lines of a file from `start` on; a first line that `start` cuts is left out. A file that has gone has none. */
export async function* readLines({ file, start }: TraceFile): AsyncGenerator<string> {
  // One byte earlier shows whether a line begins exactly at `start`.
  const input = createReadStream(file, { start: Math.max(0, start - 1) });
  let cut = start > 0;
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      if (cut) cut = false;
      else yield line;
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  } finally {
    input.destroy();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
