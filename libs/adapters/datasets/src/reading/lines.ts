import { LineSplitter } from './line-splitter.ts';
import type { Line } from './line-splitter.ts';
import { openBytes } from './open-bytes.ts';
import { readDefaults } from './read-options.ts';
import type { ReadOptions } from './read-options.ts';
import { Reading } from './reading.ts';
import type { Parsed } from './reading.ts';

/** The lines of a text file, gzip or not, one at a time. */
export async function* readLines(path: string, options: ReadOptions): AsyncGenerator<Line, void, undefined> {
  for await (const lines of lineBatches(path, options)) yield* lines;
}

/** The lines of each chunk of the file; a step of an async generator costs more than the work on a line. */
async function* lineBatches(path: string, options: ReadOptions): AsyncGenerator<Iterable<Line>, void, undefined> {
  const splitter = new LineSplitter(options.maxLineBytes ?? readDefaults.maxLineBytes);
  for await (const chunk of openBytes(path)) yield splitter.push(chunk);
  yield splitter.end();
}

/**
 * A reading of one record a line. `parse` returns the record, or a string that says what is wrong with the line; it is
 * given the line's number, from 1.
 */
export function readRecords<T extends object>(
  path: string,
  options: ReadOptions,
  parse: (text: string, number: number) => T | string,
): Reading<T> {
  function* parseLines(lines: Iterable<Line>): Generator<Parsed<T>, void, undefined> {
    for (const line of lines) {
      const parsed = 'text' in line ? parse(line.text, line.number) : line.problem;
      if (typeof parsed === 'string') yield { file: path, at: `line ${line.number}`, reason: parsed };
      else yield { record: parsed };
    }
  }
  return new Reading<T>(path, options, async function* () {
    for await (const lines of lineBatches(path, options)) yield parseLines(lines);
  });
}
