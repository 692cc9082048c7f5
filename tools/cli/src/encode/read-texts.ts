import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { invalidArgument, notFound } from '@optical/errors';

/** Texts of the command line, or the lines of a file (`-` for stdin), with what a reader calls each. */
export interface TextSource {
  readonly texts: AsyncIterable<string>;
  /** How many there are; undefined while it is not known. */
  readonly total: number | undefined;
  /** `line 3` or `text 3`, counted from 1. */
  nameOf(index: number): string;
}

/**
 * @param signal ends the reading of a file; stdin that is waited for would keep the process alive
 * @throws OpticalError invalid-argument unless there are either texts or a file
 */
export async function openTexts(
  texts: readonly string[],
  file: string | undefined,
  signal: AbortSignal,
): Promise<TextSource> {
  if (texts.length > 0 === (file !== undefined))
    throw invalidArgument({ field: 'text', description: 'name texts, or a file of lines with --file, not both' });
  if (file === undefined)
    return { texts: Readable.from(texts), total: texts.length, nameOf: (index) => `text ${index + 1}` };
  const total = file === '-' ? undefined : await countLines(file, signal);
  return { texts: lines(file, signal), total, nameOf: (index) => `line ${index + 1}` };
}

/** Opened when the first line is asked for: readline loses lines that come before somebody listens. */
async function* lines(file: string, signal: AbortSignal): AsyncGenerator<string> {
  const input = file === '-' ? process.stdin : createReadStream(file);
  yield* createInterface({ input, crlfDelay: Infinity, signal });
}

/**
 * Undefined of a pipe, whose lines come once.
 * @throws OpticalError not-found when there is no such file
 */
async function countLines(file: string, signal: AbortSignal): Promise<number | undefined> {
  try {
    const about = await stat(file);
    if (about.isDirectory()) throw invalidArgument({ field: '--file', description: `${file} is a folder` });
    if (!about.isFile()) return undefined;
    return (await Array.fromAsync(lines(file, signal), () => 1)).length;
  } catch (error) {
    throw (error as { code?: string }).code === 'ENOENT' ? notFound('file', file) : error;
  }
}
