import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { pipeline } from 'node:stream';
import { readBitext } from '@optical/datasets';
import { invalidArgument } from '@optical/errors';

/** A file with texts of a language. */
export interface Input {
  /** BCP 47. */
  readonly language: string;
  /** Bitext when it ends in .tsv, else one text per line; either may be gzip (.gz). */
  readonly file: string;
}

interface Batch {
  readonly language: string;
  readonly texts: string[];
}

/** Texts of one message, well below the contract's 10,000 and the size of a message. */
const batchTexts = 500;
const batchUnits = 200_000;

/**
 * The texts of files in batches; lines without text are passed over.
 * @param sides of bitext: both, of which the English one counts as `en`, or the foreign one alone
 */
export async function* readInputs(
  inputs: readonly Input[],
  sides: 'both' | 'foreign',
): AsyncGenerator<Batch, void, undefined> {
  for (const { file } of inputs) {
    if (!existsSync(file)) throw invalidArgument({ field: '--input', description: `${file} does not exist` });
  }
  for (const input of inputs) {
    const batches = new Map<string, { texts: string[]; units: number }>();
    for await (const { language, text } of readTexts(input, sides)) {
      if (text.trim() === '') continue;
      const batch = batches.get(language) ?? { texts: [], units: 0 };
      batches.set(language, batch);
      batch.texts.push(text);
      batch.units += text.length;
      if (batch.texts.length < batchTexts && batch.units < batchUnits) continue;
      batches.delete(language);
      yield { language, texts: batch.texts };
    }
    for (const [language, { texts }] of batches) yield { language, texts };
  }
}

async function* readTexts(
  { language, file }: Input,
  sides: 'both' | 'foreign',
): AsyncGenerator<{ language: string; text: string }, void, undefined> {
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
