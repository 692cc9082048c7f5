import { alignEmbeddings, meanEmbedding, pruneTable, trainModel1 } from '@optical/alignment';
import type { EmbeddingCounts, IdSequences } from '@optical/alignment';
import { failedPrecondition } from '@optical/errors';
import type { CheckpointTokenizer, EncoderCheckpoint } from '../hugging-face/encoder-checkpoint.ts';
import type { SpecialTokens } from '../hugging-face/special-tokens.ts';
import { equalForms } from '../tokenizer-file/token-forms.ts';
import { parseTokenizerJson, rowsFor, tokenIds } from '../tokenizer-file/tokenizer-json.ts';
import type { TokenizerJson } from '../tokenizer-file/tokenizer-json.ts';
import { replaceVocabulary, wordEmbeddings } from '../vocabulary/replace-vocabulary.ts';

/** Sentence pairs as ids without special tokens: English ones of the teacher's tokenizer, foreign ones of the student's. */
export interface TokenizedBitext {
  readonly english: IdSequences;
  readonly foreign: IdSequences;
}

export interface AlignmentOptions {
  /** Iterations of IBM Model 1. Default 5. */
  readonly iterations?: number;
  /** Translations of at most this probability are not believed. Default 0.05. */
  readonly threshold?: number;
  /** Whether tokens without a translation copy the teacher's token of equal form. Default true. */
  readonly keepEqualTokens?: boolean;
}

export interface AlignedStudent {
  readonly checkpoint: EncoderCheckpoint;
  /** How the word embeddings of the student began. */
  readonly counts: EmbeddingCounts;
  /** Of the English side given the foreign one, in nats, before the first and after each iteration. */
  readonly logLikelihoods: Float64Array;
}

/**
 * A student before any training: the teacher's layers, with the word embeddings of another vocabulary made of the
 * teacher's by alignment of a bitext. To cover the student's English tokens too, append English sentences paired with
 * themselves, tokenised both ways.
 *
 * @throws OpticalError `failed-precondition` when the teacher has no tokenizer, `invalid-argument` when the bitext does
 *   not fit the tokenizers.
 */
export function alignStudent(
  teacher: EncoderCheckpoint,
  tokenizer: CheckpointTokenizer,
  { english, foreign }: TokenizedBitext,
  { iterations = 5, threshold = 0.05, keepEqualTokens = true }: AlignmentOptions = {},
): AlignedStudent {
  if (teacher.tokenizer === undefined) throw failedPrecondition('the teacher has no tokenizer.json to align with');
  const words = wordEmbeddings(teacher);
  const teacherTokens = parseTokenizerJson(teacher.tokenizer.json, "the teacher's tokenizer.json");
  const studentTokens = parseTokenizerJson(tokenizer.json, "the student's tokenizer.json");
  const [englishVocabulary, foreignVocabulary] = [words.shape[0]!, rowsFor(tokenIds(studentTokens))];
  const { table, logLikelihoods } = trainModel1({ english, foreign, englishVocabulary, foreignVocabulary }, iterations);
  const roles = [teacher.tokenizer.specialTokens, tokenizer.specialTokens] as const;
  const { embeddings, counts } = alignEmbeddings({
    teacher: words,
    table: pruneTable(table, threshold),
    fixed: fixedTokens(teacherTokens, studentTokens, roles, foreignVocabulary),
    equal: keepEqualTokens
      ? equalForms(teacherTokens, studentTokens, foreignVocabulary)
      : new Int32Array(foreignVocabulary).fill(-1),
    fallback: meanEmbedding(words, english.ids),
  });
  return { checkpoint: replaceVocabulary(teacher, embeddings, tokenizer), counts, logLikelihoods };
}

/** Tokens of the same role, and added tokens of the same text such as the markers of queries and passages. */
function fixedTokens(
  teacher: TokenizerJson,
  student: TokenizerJson,
  [teacherRoles, studentRoles]: readonly [SpecialTokens, SpecialTokens],
  size: number,
): Int32Array {
  const [teacherIds, studentIds] = [tokenIds(teacher), tokenIds(student)];
  const fixed = new Int32Array(size).fill(-1);
  const fix = (studentToken: string, teacherToken: string) => {
    const [to, from] = [studentIds.get(studentToken), teacherIds.get(teacherToken)];
    if (to !== undefined && from !== undefined) fixed[to] = from;
  };
  for (const { content } of student.added_tokens) fix(content, content);
  for (const role of Object.keys(studentRoles) as (keyof SpecialTokens)[]) fix(studentRoles[role], teacherRoles[role]);
  return fixed;
}
