import type { IdSequences } from '@optical/alignment';
import type { CheckpointTokenizer, EncoderCheckpoint } from '@optical/checkpoints';
import type { EncoderConfig } from '@optical/encoder';
import { takeSequences } from '../data/sequences.ts';
import type { ResolvedModel } from '../ports/resources.ts';
import type { AlignedInitialization, Initialization } from '../spec/training-spec.ts';
import type { Workbench } from '../worker/workbench.ts';
import { alignedPlaces } from './extend-student.ts';
import type { ExtendedVocabulary } from './extend-student.ts';
import { cachedNumbers, startKey } from './start-cache.ts';
import { usedIds } from './start-student.ts';
import type { StudentBase } from './start-student.ts';
import type { StudentStart } from './student-problem.ts';

const wordTable = 'embeddings.word';

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
  if (start.source !== 'aligned')
    return { architecture, tokenizer, initialise: () => Promise.resolve(model.checkpoint) };
  const bitext = alignedPairs(start, texts);
  const options = alignmentOptions(start);
  const { english, foreign } = bitext;
  const key = startKey({ model: model.digest, options }, [
    tokenizer.json,
    ...[english, foreign].flatMap(({ ids, offsets }) => [ids, offsets]),
  ]);
  return withWords(model, { architecture, tokenizer }, key, async (teacher, workbench, signal) => {
    return (await workbench.do('alignStudent', { teacher, tokenizer, bitext, options }, signal)).words.data;
  });
}

/** How the first weights of a student that keeps its teacher's vocabulary are made. */
export function initialiseExtended(
  start: AlignedInitialization,
  model: ResolvedModel,
  { architecture, tokenizer, pieces, texts }: ExtendedVocabulary,
): StudentStart {
  const options = alignmentOptions(start);
  const sentences = new TextEncoder().encode(JSON.stringify(texts));
  const key = startKey({ model: model.digest, options, extended: 1 }, [tokenizer.json, pieces.json, sentences]);
  return withWords(model, { architecture, tokenizer }, key, async (teacher, workbench, signal) => {
    const input = { teacher, tokenizer, pieces, texts, options };
    return (await workbench.do('alignExtension', input, signal)).words.data;
  });
}

const alignmentOptions = ({ iterations, minProbability, keepEqualTokens }: AlignedInitialization) => ({
  iterations,
  threshold: minProbability,
  keepEqualTokens,
});

/** The layers of a model under a word table that is computed once for all trainings with the same key. */
function withWords(
  { checkpoint }: ResolvedModel,
  { architecture, tokenizer }: Pick<StudentStart, 'architecture' | 'tokenizer'>,
  key: string,
  compute: (teacher: EncoderCheckpoint, workbench: Workbench, signal?: AbortSignal) => Promise<Float32Array>,
): StudentStart {
  const initialise = async (
    workbench: Workbench,
    cacheFolder: string,
    signal?: AbortSignal,
  ): Promise<EncoderCheckpoint> => {
    const data = await cachedNumbers(cacheFolder, key, () => compute(withWordsOnly(checkpoint), workbench, signal));
    const words = { shape: [architecture.vocabularySize, data.length / architecture.vocabularySize], data };
    return {
      ...checkpoint,
      architecture,
      tokenizer,
      parameters: new Map([...checkpoint.parameters, [wordTable, words]]),
    };
  };
  return { architecture, tokenizer, initialise };
}

function alignedPairs(
  { maxPairs }: AlignedInitialization,
  { english, foreign, count, seed }: AlignableTexts,
): { readonly english: IdSequences; readonly foreign: IdSequences } {
  const places = alignedPlaces(maxPairs, count, seed);
  return { english: takeSequences(english, places), foreign: takeSequences(foreign, places) };
}

/** Other threads need no more of a checkpoint than its words. */
function withWordsOnly(checkpoint: EncoderCheckpoint): EncoderCheckpoint {
  return { ...checkpoint, parameters: new Map([[wordTable, checkpoint.parameters.get(wordTable)!]]) };
}
