import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Writes a file that appears whole or not at all; of two writers at once the last wins. */
export async function writeLines(
  destination: string,
  lines: AsyncIterable<string>,
  signal?: AbortSignal,
): Promise<void> {
  const folder = path.dirname(destination);
  await mkdir(folder, { recursive: true });
  const unfinished = path.join(folder, `.${path.basename(destination)}.${randomUUID()}`);
  try {
    const options = signal === undefined ? {} : { signal };
    await pipeline(Readable.from(withBreaks(lines)), createWriteStream(unfinished, { flush: true }), options);
    await rename(unfinished, destination);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function* withBreaks(lines: AsyncIterable<string>): AsyncGenerator<string, void, undefined> {
  for await (const line of lines) yield `${line}\n`;
}
