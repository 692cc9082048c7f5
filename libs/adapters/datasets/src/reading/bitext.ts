import { OpticalError } from '@optical/errors';
import type { Line } from './line-splitter.ts';
import { readLines, readRecords } from './lines.ts';
import { textNormalizer } from './read-options.ts';
import type { ReadOptions } from './read-options.ts';
import { Reading } from './reading.ts';
import type { Parsed } from './reading.ts';

/** A sentence and its translation. */
export interface SentencePair {
  readonly id: string;
  readonly english: string;
  readonly foreign: string;
}

/** Lines of id, English, foreign; tab separated, no header. All three must be there. */
export function readBitext(path: string, options: ReadOptions = {}): Reading<SentencePair> {
  const normalize = textNormalizer(options);
  return readRecords(path, options, (text) => {
    const fields = text.split('\t');
    if (fields.length !== 3) return `has ${fields.length} tab-separated fields, 3 are needed (id, English, foreign)`;
    const [id, english, foreign] = fields as [string, string, string];
    const empty = emptyField({ id, english, foreign });
    return empty ?? { id, english: normalize(english), foreign: normalize(foreign) };
  });
}

/**
 * A pair of files whose lines correspond (Moses, as OPUS distributes it: https://opus.nlpl.eu). The id is the line
 * number. A line with an empty side is malformed; files of unequal length fail with `data-loss`, because then no
 * pair after the missing line can be trusted.
 */
export function readMoses(
  files: { readonly english: string; readonly foreign: string },
  options: ReadOptions = {},
): Reading<SentencePair> {
  const normalize = textNormalizer(options);
  const source = `${files.english} and ${files.foreign}`;
  return new Reading<SentencePair>(source, options, async function* () {
    const foreignLines = readLines(files.foreign, options);
    let count = 0;
    const pairOf = (english: Line, foreign: Line): Parsed<SentencePair> => {
      const at = `line ${english.number}`;
      if ('problem' in english) return { file: files.english, at, reason: english.problem };
      if ('problem' in foreign) return { file: files.foreign, at, reason: foreign.problem };
      if (english.text.trim() === '') return { file: files.english, at, reason: 'is empty' };
      if (foreign.text.trim() === '') return { file: files.foreign, at, reason: 'is empty' };
      return {
        record: { id: String(english.number), english: normalize(english.text), foreign: normalize(foreign.text) },
      };
    };
    try {
      for await (const english of readLines(files.english, options)) {
        const { value: foreign, done } = await foreignLines.next();
        if (done) throw unequal(files.foreign, count, files.english);
        count += 1;
        yield [pairOf(english, foreign)];
      }
      if (!(await foreignLines.next()).done) throw unequal(files.english, count, files.foreign);
    } finally {
      await foreignLines.return();
    }
  });
}

function unequal(shorter: string, lines: number, longer: string): OpticalError {
  return new OpticalError('data-loss', `${shorter} ends after ${lines} lines, before ${longer}`);
}

/** Names the first field that holds nothing but white space. */
export function emptyField(fields: Readonly<Record<string, string>>): string | undefined {
  const name = Object.keys(fields).find((key) => fields[key]!.trim() === '');
  return name === undefined ? undefined : `has an empty ${name}`;
}
