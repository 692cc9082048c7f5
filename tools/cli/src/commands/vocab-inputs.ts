import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { pipeline } from 'node:stream';
import { readBitext } from '@optical/datasets';
import { invalidArgument } from '@optical/errors';
import { inBatches } from './text-batches.ts';
import type { LanguageText, TextBatch } from './text-batches.ts';

/** A file with texts of a language. */
export interface Input {
  /** BCP 47. */
  readonly language: string;
  /** Bitext when it ends in .tsv, else one text per line; either may be gzip (.gz). */
  readonly file: string;
}

/**
 * The texts of files in batches; lines without text are passed over.
 * @param sides of bitext: both, of which the English one counts as `en`, or the foreign one alone
 */
export async function* readInputs(
  inputs: readonly Input[],
  sides: 'both' | 'foreign',
): AsyncGenerator<TextBatch, void, undefined> {
  for (const { file } of inputs) {
    if (!existsSync(file)) throw invalidArgument({ field: '--input', description: `${file} does not exist` });
  }
  for (const input of inputs) yield* inBatches(readTexts(input, sides));
}

async function* readTexts(
  { language, file }: Input,
  sides: 'both' | 'foreign',
): AsyncGenerator<LanguageText, void, undefined> {
  if (/\.tsv(\.gz)?$/.test(file)) {
    for await (const { english, foreign } of readBitext(file)) {
      if (sides === 'both') yield { language: 'en', text: english };
      yield { language, text: foreign };
    }
    return;
  }
  const bytes = createReadStream(file);
  // The reader of the lines hears of a failure, too.
  const input = file.endsWith('.gz') ? pipeline(bytes, createGunzip(), () => undefined) : bytes;
  for await (const text of createInterface({ input, crlfDelay: Infinity })) yield { language, text };
}
