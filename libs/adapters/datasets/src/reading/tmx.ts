import { TextDecoder } from 'node:util';
import { OpticalError } from '@optical/errors';
import { emptyField } from './bitext.ts';
import type { SentencePair } from './bitext.ts';
import { withoutEntities } from './entities.ts';
import { openBytes } from './open-bytes.ts';
import { readDefaults, textNormalizer } from './read-options.ts';
import type { ReadOptions } from './read-options.ts';
import { Reading } from './reading.ts';
import type { Parsed } from './reading.ts';

const endOfUnit = '</tu>';
const variant = /<tuv\b[^>]*?\blang="(?<language>[^"]+)"[^>]*>(?<content>[\s\S]*?)<\/tuv>/gu;

/**
 * The translation units of a TMX 1.4 file in UTF-8, as OPUS and others distribute bitext. Tags of languages match without
 * regard to case, `en` also `en-GB`. Markup within a segment is left out. A unit without one of the languages is
 * malformed. The id is the unit's, else its number.
 */
export function readTmx(
  path: string,
  languages: Readonly<Record<'english' | 'foreign', string>>,
  options: ReadOptions = {},
): Reading<SentencePair> {
  return new Reading<SentencePair>(path, options, async function* () {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const limit = options.maxLineBytes ?? readDefaults.maxLineBytes;
    let rest = '';
    let number = 0;
    for await (const chunk of openBytes(path)) {
      const units = (rest + decode(decoder, chunk, path)).split(endOfUnit);
      rest = units.pop()!;
      if (rest.length > limit)
        throw new OpticalError('out-of-range', `${path}: unit ${number + units.length + 1} is above ${limit} bytes`);
      const parsed: Parsed<SentencePair>[] = [];
      for (const unit of units) {
        number += 1;
        const record = parseUnit(unit, number, languages, options);
        parsed.push(typeof record === 'string' ? { file: path, at: `unit ${number}`, reason: record } : { record });
      }
      yield parsed;
    }
    if (/<tu[\s>]/u.test(rest)) throw new OpticalError('data-loss', `${path} ends within unit ${number + 1}`);
  });
}

function parseUnit(
  unit: string,
  number: number,
  languages: Readonly<Record<'english' | 'foreign', string>>,
  options: ReadOptions,
): SentencePair | string {
  const texts = new Map<string, string>();
  for (const { groups } of unit.matchAll(variant)) {
    const segment = /<seg>([\s\S]*?)<\/seg>/u.exec(groups!.content!)?.[1] ?? '';
    texts.set(groups!.language!.toLowerCase(), withoutEntities(segment.replace(/<[^>]*>/gu, '')));
  }
  const textIn = (language: string): string | undefined => {
    const wanted = language.toLowerCase();
    return texts.get(wanted) ?? [...texts].find(([tag]) => tag.startsWith(`${wanted}-`))?.[1];
  };
  const [english, foreign] = [textIn(languages.english), textIn(languages.foreign)];
  if (english === undefined || foreign === undefined)
    return `has ${[...texts.keys()].join(', ') || 'no language'}; needed are ${languages.english}, ${languages.foreign}`;
  const normalize = textNormalizer(options);
  const id = /<tu\b[^>]*?\btuid="([^"]*)"/u.exec(unit)?.[1] ?? String(number);
  return emptyField({ id, english, foreign }) ?? { id, english: normalize(english), foreign: normalize(foreign) };
}

function decode(decoder: TextDecoder, chunk: Buffer, path: string): string {
  try {
    return decoder.decode(chunk, { stream: true });
  } catch (error) {
    throw new OpticalError('invalid-argument', `${path} is not in UTF-8`, {}, { cause: error });
  }
}
