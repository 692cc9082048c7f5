import { packSequences } from '@optical/alignment';
import { alignStudent } from '@optical/checkpoints';
import type { AlignedStudent, EncoderCheckpoint } from '@optical/checkpoints';
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

export interface MadeStudent extends Pick<AlignedStudent, 'checkpoint' | 'counts'> {
  readonly pairs: number;
  /** Tokens of its vocabulary. */
  readonly size: number;
  /** Of training the vocabulary, and of everything from the tokenised bitext to the word vectors. */
  readonly seconds: Readonly<Record<'vocabulary' | 'alignment', number>>;
}

/** A student of one language: the teacher's layers, a vocabulary of the language's texts, aligned word vectors. */
export async function makeStudent({ teacher, data, language, size }: StudentOptions): Promise<MadeStudent> {
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
  const { specialTokens } = tokenizer!;
  const { checkpoint, counts } = alignStudent(teacher, { json: new TextEncoder().encode(json), specialTokens }, bitext);
  const seconds = { vocabulary: (trained - began) / 1000, alignment: (performance.now() - tokenised) / 1000 };
  return { checkpoint, counts, pairs: pairs.length, size: vocabulary.size, seconds };
}

async function idsOf(
  tokenizer: ReturnType<typeof loadTokenizer>,
  texts: readonly string[],
): Promise<readonly Int32Array[]> {
  return (await tokenizer.encodeIds(texts, { addSpecialTokens: false })).map(({ ids }) => ids);
}
