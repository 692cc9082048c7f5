import { packSequences } from '@optical/alignment';
import { alignExtension, alignStudent, extendTokenizer } from '@optical/checkpoints';
import type { AlignedStudent, EncoderCheckpoint, ExtendedStudent } from '@optical/checkpoints';
import { listBitext, readBitext } from '@optical/datasets';
import type { SentencePair } from '@optical/datasets';
import { temporaryFolder } from '@optical/testing';
import { loadTokenizer, trainVocabulary } from '@optical/tokenizers';

export interface StudentOptions {
  readonly teacher: EncoderCheckpoint;
  /** Folder that holds `bitext`. */
  readonly data: string;
  readonly language: string;
  /** Most tokens of its vocabulary. */
  readonly size: number;
}

export interface MadeStudents {
  readonly pairs: number;
  /** Tokens of the language's vocabulary. */
  readonly size: number;
  /** With that vocabulary in the place of the teacher's, and with the teacher's extended by it. */
  readonly replaced: Pick<AlignedStudent, 'checkpoint' | 'counts'>;
  readonly extended: ExtendedStudent;
  /** Of training the vocabulary, and of everything from the tokenised bitext, or texts, to the word vectors. */
  readonly seconds: Readonly<Record<'vocabulary' | 'replaced' | 'extended', number>>;
}

/** Students of one language: the teacher's layers, and word vectors aligned in two ways. */
export async function makeStudents({ teacher, data, language, size }: StudentOptions): Promise<MadeStudents> {
  using folder = temporaryFolder();
  const pairs: SentencePair[] = [];
  for (const file of await listBitext(data, language)) pairs.push(...(await readBitext(file.path).toArray()));
  const foreign = pairs.map((pair) => pair.foreign);
  const english = pairs.map((pair) => pair.english);

  const began = performance.now();
  const { json } = await trainVocabulary(
    [{ language, texts: foreign }],
    { size, lowercase: true },
    { folder: folder.path },
  );
  const trained = performance.now();

  const { tokenizer } = teacher;
  const vocabulary = loadTokenizer(json);
  const bitext = {
    english: packSequences(await idsOf(loadTokenizer(tokenizer!.json), english)),
    foreign: packSequences(await idsOf(vocabulary, foreign)),
  };
  const tokenised = performance.now();
  const pieces = { json: new TextEncoder().encode(json), specialTokens: tokenizer!.specialTokens };
  const replaced = alignStudent(teacher, pieces, bitext);
  const aligned = performance.now();
  const texts = { english, foreign };
  const extended = alignExtension(teacher, extendTokenizer(tokenizer!, pieces, texts), pieces, texts);
  const seconds = {
    vocabulary: (trained - began) / 1000,
    replaced: (aligned - tokenised) / 1000,
    extended: (performance.now() - aligned) / 1000,
  };
  return { replaced, extended, pairs: pairs.length, size: vocabulary.size, seconds };
}

async function idsOf(
  tokenizer: ReturnType<typeof loadTokenizer>,
  texts: readonly string[],
): Promise<readonly Int32Array[]> {
  return (await tokenizer.encodeIds(texts, { addSpecialTokens: false })).map(({ ids }) => ids);
}
