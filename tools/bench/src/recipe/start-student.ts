import { packSequences } from '@optical/alignment';
import { alignStudent } from '@optical/checkpoints';
import type { EncoderCheckpoint } from '@optical/checkpoints';
import type { SentencePair } from '@optical/datasets';
import { temporaryFolder } from '@optical/testing';
import { loadTokenizer, trainVocabulary } from '@optical/tokenizers';

/** A pair as ids without special tokens: English of the teacher's tokenizer, foreign of the student's. */
export type TokenPair = Readonly<Record<'english' | 'foreign', readonly number[]>>;

export interface StartedStudent {
  /** The teacher's layers under a vocabulary of the language, its word vectors aligned to the teacher's. */
  readonly checkpoint: EncoderCheckpoint;
  /** The training pairs, in their order. */
  readonly tokens: readonly TokenPair[];
}

/** @param vocabularySize most tokens of the student's vocabulary */
export async function startStudent(
  teacher: EncoderCheckpoint,
  language: string,
  pairs: readonly SentencePair[],
  vocabularySize: number,
): Promise<StartedStudent> {
  using folder = temporaryFolder();
  const foreignTexts = pairs.map((pair) => pair.foreign);
  const { json } = await trainVocabulary(
    [{ language, texts: foreignTexts }],
    { size: vocabularySize, lowercase: true },
    { folder: folder.path },
  );
  const english = await idsOf(
    teacher.tokenizer!.json,
    pairs.map((pair) => pair.english),
  );
  const foreign = await idsOf(json, foreignTexts);
  const tokenizer = { json: new TextEncoder().encode(json), specialTokens: teacher.tokenizer!.specialTokens };
  const bitext = { english: packSequences(english), foreign: packSequences(foreign) };
  const { checkpoint } = alignStudent(teacher, tokenizer, bitext);
  return { checkpoint, tokens: english.map((ids, place) => ({ english: ids, foreign: foreign[place]! })) };
}

async function idsOf(tokenizer: string | Uint8Array, texts: readonly string[]): Promise<number[][]> {
  const encoded = await loadTokenizer(tokenizer).encodeIds(texts, { addSpecialTokens: false });
  return encoded.map(({ ids }) => [...ids]);
}
