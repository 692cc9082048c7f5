import type { IdSequences } from '@optical/alignment';
import type { CheckpointTokenizer, EncoderCheckpoint } from '@optical/checkpoints';
import type { EncoderConfig } from '@optical/encoder';
import { sample, randomWords } from '@optical/random';
import { takeSequences } from '../data/sequences.ts';
import type { ResolvedModel } from '../ports/resources.ts';
import type { AlignedInitialization, Initialization } from '../spec/training-spec.ts';
import type { Workbench } from '../worker/workbench.ts';
import { cachedNumbers, startKey } from './start-cache.ts';
import { usedIds } from './start-student.ts';
import type { StudentBase } from './start-student.ts';
import type { StudentStart } from './student-problem.ts';

const wordTable = 'embeddings.word';

/** Another stream of random numbers than those of the data order, which count from 2^20. */
const alignmentStream = 1;

/** A checkpoint with fewer tokens. */
export interface TrimmedStudent {
  readonly model: ResolvedModel;
  readonly architecture: EncoderConfig;
  readonly tokenizer: CheckpointTokenizer;
  /** Old id → new id. */
  readonly newIds: Int32Array;
}

/** Where the initialisation asks for it: the checkpoint with the tokens of the texts alone. */
export async function trimStudent(
  start: Initialization,
  { model }: StudentBase,
  texts: readonly IdSequences[],
  workbench: Workbench,
  signal?: AbortSignal,
): Promise<TrimmedStudent | undefined> {
  if (start.source !== 'checkpoint' || !start.trimVocabulary) return undefined;
  const { checkpoint } = model;
  const { words, newIds, architecture, tokenizer } = await workbench.do(
    'trimVocabulary',
    { checkpoint: withWordsOnly(checkpoint), wanted: usedIds(texts, checkpoint) },
    signal,
  );
  const parameters = new Map([...checkpoint.parameters, [wordTable, words]]);
  const trimmed = { ...checkpoint, architecture, tokenizer, parameters };
  return { model: { ...model, checkpoint: trimmed }, architecture, tokenizer, newIds };
}

/** Sentence pairs of which the first `count` are for training. */
interface AlignableTexts {
  readonly english: IdSequences;
  readonly foreign: IdSequences;
  readonly count: number;
  readonly seed: number;
}

/** How the student's first weights are made. */
export function initialiseStudent(
  start: Initialization,
  { model, architecture, tokenizer }: Pick<StudentBase, 'model' | 'architecture' | 'tokenizer'>,
  texts: AlignableTexts,
): StudentStart {
  const initialise = async (
    workbench: Workbench,
    cacheFolder: string,
    signal?: AbortSignal,
  ): Promise<EncoderCheckpoint> => {
    const { checkpoint } = model;
    if (start.source !== 'aligned') return checkpoint;
    const bitext = alignedPairs(start, texts);
    const { iterations, minProbability, keepEqualTokens } = start;
    const options = { iterations, threshold: minProbability, keepEqualTokens };
    const { english, foreign } = bitext;
    const key = startKey({ model: model.digest, options }, [
      tokenizer.json,
      ...[english, foreign].flatMap(({ ids, offsets }) => [ids, offsets]),
    ]);
    const data = await cachedNumbers(cacheFolder, key, async () => {
      const teacher = withWordsOnly(checkpoint);
      return (await workbench.do('alignStudent', { teacher, tokenizer, bitext, options }, signal)).words.data;
    });
    const words = { shape: [architecture.vocabularySize, data.length / architecture.vocabularySize], data };
    const parameters = new Map([...checkpoint.parameters, [wordTable, words]]);
    return { ...checkpoint, architecture, tokenizer, parameters };
  };
  return { architecture, tokenizer, initialise };
}

function alignedPairs(
  { maxPairs }: AlignedInitialization,
  { english, foreign, count, seed }: AlignableTexts,
): { readonly english: IdSequences; readonly foreign: IdSequences } {
  const places = Int32Array.from(sample(count, maxPairs === 0 ? count : maxPairs, randomWords(seed, alignmentStream)));
  return { english: takeSequences(english, places), foreign: takeSequences(foreign, places) };
}

/** Other threads need no more of a checkpoint than its words. */
function withWordsOnly(checkpoint: EncoderCheckpoint): EncoderCheckpoint {
  return { ...checkpoint, parameters: new Map([[wordTable, checkpoint.parameters.get(wordTable)!]]) };
}
