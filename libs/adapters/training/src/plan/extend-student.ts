import type { IdSequences } from '@optical/alignment';
import { isExtensible } from '@optical/checkpoints';
import type { CheckpointTokenizer, TextBitext } from '@optical/checkpoints';
import type { EncoderConfig } from '@optical/encoder';
import { failedPrecondition } from '@optical/errors';
import { randomWords, sample } from '@optical/random';
import { tokenizeTexts } from '../data/tokenize-texts.ts';
import type { TrainingResources } from '../ports/resources.ts';
import type { Initialization } from '../spec/training-spec.ts';
import type { Workbench } from '../worker/workbench.ts';
import { vocabularyRows } from './start-student.ts';
import type { StudentBase } from './start-student.ts';

/** Another stream of random numbers than those of the data order, which count from 2^20. */
const alignmentStream = 1;

/** Places of the pairs that are aligned, of the first `count`. */
export function alignedPlaces(maxPairs: number, count: number, seed: number): Int32Array {
  return Int32Array.from(sample(count, maxPairs === 0 ? count : maxPairs, randomWords(seed, alignmentStream)));
}

/** A student whose vocabulary is the teacher's with more tokens. */
export interface ExtendedVocabulary {
  readonly architecture: EncoderConfig;
  readonly tokenizer: CheckpointTokenizer;
  /** Where the tokens that are no words come from. */
  readonly pieces: CheckpointTokenizer;
  /** The pairs that the added words are of, and that are aligned. */
  readonly texts: TextBitext;
  /** The foreign sides as the larger vocabulary writes them, in the order given. */
  readonly foreign: IdSequences;
}

export interface ExtensionContext {
  readonly resources: TrainingResources;
  readonly workbench: Workbench;
  readonly seed: number;
  readonly signal?: AbortSignal;
}

/** @throws OpticalError failed-precondition when an extension is asked for and the teacher's tokenizer is of another kind */
export function isExtended(start: Initialization, { model }: StudentBase): boolean {
  if (start.source !== 'aligned' || start.extendVocabulary === false) return false;
  const { tokenizer } = model.checkpoint;
  if (tokenizer !== undefined && isExtensible(tokenizer)) return true;
  if (start.extendVocabulary === undefined) return false;
  throw failedPrecondition(
    `extend_vocabulary: ${model.name} has no WordPiece tokenizer as BERT's; leave it out, and the vocabulary takes the place of the teacher's`,
  );
}

/**
 * The vocabulary of a student that keeps its teacher's.
 * @param texts sentence pairs, of which the first `count` are trained on
 */
export async function extendStudent(
  { model, tokenizer: pieces, architecture }: StudentBase,
  { maxPairs }: { readonly maxPairs: number },
  { english, foreign, count }: TextBitext & { readonly count: number },
  { resources, workbench, seed, signal }: ExtensionContext,
): Promise<ExtendedVocabulary> {
  const places = Array.from(alignedPlaces(maxPairs, count, seed));
  const texts = { english: places.map((place) => english[place]!), foreign: places.map((place) => foreign[place]!) };
  const teacher = model.checkpoint.tokenizer!;
  const tokenizer = await workbench.do('extendTokenizer', { teacher, pieces, texts }, signal);
  const rows = vocabularyRows(tokenizer);
  const opened = await resources.openTokenizer(tokenizer);
  try {
    const ids = await tokenizeTexts(opened.tokenize, foreign, {
      vocabularySize: rows.vocabularySize,
      side: 'foreign side',
      ...(signal && { signal }),
    });
    return { architecture: { ...architecture, ...rows }, tokenizer, pieces, texts, foreign: ids };
  } finally {
    await opened.close();
  }
}
