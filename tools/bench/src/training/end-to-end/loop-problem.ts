import path from 'node:path';
import { alignStudent, readEncoderCheckpoint, sequenceLayout } from '@optical/checkpoints';
import type { CheckpointTokenizer, EncoderCheckpoint } from '@optical/checkpoints';
import { dataPlaces } from '@optical/datasets';
import type { SequenceLayout } from '@optical/encoder';
import { OpticalError } from '@optical/errors';
import { readBenchSettings } from '../../settings.ts';
import { tokenizedBitext } from './bitext-corpus.ts';
import { selectPairs } from './sentence-pairs.ts';
import type { SentencePair } from './sentence-pairs.ts';

/** What both sides train. */
export const loopProblem = {
  teacher: 'all-MiniLM-L6-v2',
  languages: ['hi', 'es'],
  vocabularySize: 24_000,
  /** Most tokens of a text, special ones included; pairs with a longer text are left out. */
  limit: 32,
  training: {
    batch: 32,
    learningRate: 1e-4,
    weightDecay: 0.01,
    clipNorm: 1,
    firstEpsilon: 0.5,
    epsilon: 0.02,
    iterations: 50,
  },
};

export interface LoopProblem {
  readonly teacher: EncoderCheckpoint;
  /** The teacher's layers with another vocabulary, whose word vectors are aligned to the teacher's. */
  readonly student: EncoderCheckpoint;
  readonly pairs: readonly SentencePair[];
  readonly versions: Readonly<Record<string, string>>;
}

const checkout = path.resolve(import.meta.dirname, '../../../../..');

/** @param folder an empty one */
export async function readLoopProblem(folder: string, seed: number): Promise<LoopProblem> {
  const { models = path.resolve(checkout, '../shared/models') } = readBenchSettings();
  const directory = path.join(models, loopProblem.teacher);
  const teacher = await readEncoderCheckpoint(directory);
  const corpus = await tokenizedBitext({
    data: dataFolder(),
    languages: loopProblem.languages,
    teacherTokenizer: path.join(directory, 'tokenizer.json'),
    vocabularySize: loopProblem.vocabularySize,
    folder,
  });
  const { specialTokens } = teacher.tokenizer!;
  const student = alignStudent(teacher, { json: corpus.tokenizer, specialTokens }, corpus).checkpoint;
  const layouts = { teacher: layoutOf(teacher.tokenizer!), student: layoutOf(student.tokenizer!) };
  return { teacher, student, pairs: selectPairs(corpus, layouts, seed), versions: corpus.versions };
}

function dataFolder(): string {
  const { data } = readBenchSettings();
  const [place] = dataPlaces({ ...(data !== undefined && { setting: data }), checkout });
  if (place === undefined) throw new OpticalError('not-found', 'no bitext: OPTICAL_DATA names no folder of data sets');
  return place.folder;
}

/** Texts as they are, between start and end token. */
function layoutOf(tokenizer: CheckpointTokenizer): SequenceLayout {
  return sequenceLayout(tokenizer, {
    queryPrefix: '',
    documentPrefix: '',
    queryLength: loopProblem.limit,
    documentLength: loopProblem.limit,
    queryExpansion: false,
    attendToMaskTokens: false,
    skippedWords: [],
  });
}
