import { extendEmbeddings, formAffinity, symmetricTable, trainDiagonalModel } from '@optical/alignment';
import type { ExtensionEmbeddings } from '@optical/alignment';
import { failedPrecondition } from '@optical/errors';
import type { CheckpointTokenizer, EncoderCheckpoint } from '../hugging-face/encoder-checkpoint.ts';
import { parseTokenizerJson, rowsFor } from '../tokenizer-file/tokenizer-json.ts';
import { replaceVocabulary, wordEmbeddings } from '../vocabulary/replace-vocabulary.ts';
import type { AlignmentOptions } from './align-student.ts';
import { vocabularyOf, wordsOfBitext } from './extend-tokenizer.ts';
import type { TextBitext } from './extend-tokenizer.ts';

export interface ExtendedStudent {
  readonly checkpoint: EncoderCheckpoint;
  readonly counts: ExtensionEmbeddings['counts'];
}

/** Of the prior of places: chosen of 0, 1, 2 and 4 as the best over Somali, Spanish, Hindi and Thai. */
const tension = 1;
const emptyProbability = 0.05;

/**
 * A student before any training: the teacher's layers and vocabulary, extended by words and pieces of a language whose
 * vectors are made of the teacher's by alignment of whole words in both directions.
 *
 * @param tokenizer of `extendTokenizer`, of the same pieces and texts
 * @throws OpticalError `failed-precondition` for a teacher whose vocabulary cannot be extended
 */
export function alignExtension(
  teacher: EncoderCheckpoint,
  tokenizer: CheckpointTokenizer,
  pieces: CheckpointTokenizer,
  texts: TextBitext,
  { iterations = 5, threshold = 0.05, keepEqualTokens = true }: AlignmentOptions = {},
): ExtendedStudent {
  if (teacher.tokenizer === undefined) throw failedPrecondition('the teacher has no tokenizer.json to align with');
  const read = wordsOfBitext(teacher.tokenizer, pieces, texts);
  const bitext = keepEqualTokens ? read : { ...read, isSame: read.isSame.map(() => false) };
  const { english, foreign, englishWords, foreignWords } = bitext;
  const options = { iterations, tension, emptyProbability };
  const sizes = [englishWords.length, foreignWords.length] as const;
  const forward = trainDiagonalModel(
    { english, foreign, englishVocabulary: sizes[0], foreignVocabulary: sizes[1] },
    { ...options, affinity: formAffinity(foreignWords, englishWords) },
  );
  const backward = trainDiagonalModel(
    { english: foreign, foreign: english, englishVocabulary: sizes[1], foreignVocabulary: sizes[0] },
    { ...options, affinity: formAffinity(englishWords, foreignWords) },
  );
  const teacherVocabulary = vocabularyOf(parseTokenizerJson(teacher.tokenizer.json, "the teacher's tokenizer.json"));
  const studentVocabulary = vocabularyOf(parseTokenizerJson(tokenizer.json, "the student's tokenizer.json"));
  const { embeddings, counts } = extendEmbeddings({
    teacher: wordEmbeddings(teacher),
    teacherVocabulary,
    unknownId: teacherVocabulary.ids.get(teacher.tokenizer.specialTokens.unknown)!,
    studentVocabulary,
    studentTokens: rowsFor(studentVocabulary.ids),
    bitext,
    table: symmetricTable(forward, backward, threshold),
  });
  return { checkpoint: replaceVocabulary(teacher, embeddings, tokenizer), counts };
}
