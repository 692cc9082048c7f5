import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { IdSequences } from '@optical/alignment';
import { listBitext, readBitext } from '@optical/datasets';
import type { SentencePair } from '@optical/datasets';
import { readBenchSettings } from '../../settings.ts';

/** Sentence pairs of several languages as ids without special tokens. */
export interface Corpus {
  /** In the teacher's vocabulary. */
  readonly english: IdSequences;
  /** In the student's vocabulary. */
  readonly foreign: IdSequences;
  /** The student's tokenizer.json. */
  readonly tokenizer: Uint8Array;
  /** Of the program that made the ids. */
  readonly versions: Readonly<Record<string, string>>;
}

export interface CorpusOptions {
  /** Folder that holds `bitext`. */
  readonly data: string;
  readonly languages: readonly string[];
  /** tokenizer.json of the teacher. */
  readonly teacherTokenizer: string;
  /** Tokens of the student's vocabulary. */
  readonly vocabularySize: number;
  /** An empty folder. */
  readonly folder: string;
}

/** Reads the bitext of some languages and has a peer program train the student's tokenizer and make the ids. */
export async function tokenizedBitext(options: CorpusOptions): Promise<Corpus> {
  const { data, languages, teacherTokenizer, vocabularySize, folder } = options;
  const pairs: SentencePair[] = [];
  for (const language of languages) {
    for (const file of await listBitext(data, language)) pairs.push(...(await readBitext(file.path).toArray()));
  }
  writeFileSync(
    path.join(folder, 'pairs.json'),
    JSON.stringify(pairs.map(({ english, foreign }) => [english, foreign])),
  );
  const script = path.resolve(import.meta.dirname, '../../../peers/training_tokens.py');
  const { python } = readBenchSettings();
  const printed = execFileSync(python, [script, folder, teacherTokenizer, String(vocabularySize)], {
    encoding: 'utf8',
  });
  return {
    english: readSequences(folder, 'english'),
    foreign: readSequences(folder, 'foreign'),
    tokenizer: readFileSync(path.join(folder, 'student.json')),
    versions: JSON.parse(printed) as Record<string, string>,
  };
}

function readSequences(folder: string, side: string): IdSequences {
  const read = (name: string): Int32Array => {
    const bytes = readFileSync(path.join(folder, `${side}.${name}`));
    return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / Int32Array.BYTES_PER_ELEMENT);
  };
  const lengths = read('lengths');
  const offsets = new Int32Array(lengths.length + 1);
  lengths.forEach((length, text) => (offsets[text + 1] = offsets[text]! + length));
  return { ids: read('ids'), offsets };
}
