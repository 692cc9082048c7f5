import { sequenceLayout } from '@optical/checkpoints';
import type { EncoderCheckpoint } from '@optical/checkpoints';
import { documentFrequencies } from '@optical/distillation';
import { preparePassage } from '@optical/encoder';
import type { TokenSequence } from '@optical/encoder';
import { inverseDocumentFrequency } from '@optical/transport';
import { seededUniform } from '../measure/seeded-uniform.ts';
import { openCachedTeacher } from '../training/end-to-end/cached-teacher.ts';
import type { TokenPair } from './start-student.ts';

const sides = ['teacher', 'student'] as const;

export type LessonSide = (typeof sides)[number];

/** A pair that fits the length on both sides, with what the teacher makes of its English text, [tokens, dims]. */
export interface LessonPair extends Readonly<Record<LessonSide, TokenSequence>> {
  readonly vectors: Float32Array;
}

/** What every arm of a language trains on, in this order. */
export interface Lesson {
  readonly pairs: readonly LessonPair[];
  /** Inverse document frequency of each token of a side's vocabulary. */
  readonly weights: Readonly<Record<LessonSide, Float32Array>>;
  /** Pairs that fit the length, of which `pairs` are some. */
  readonly fitting: number;
  /** Of encoding the English texts. */
  readonly teacherSeconds: number;
}

export interface LessonOptions {
  /** Most tokens of a text, special ones included. */
  readonly length: number;
  /** Pairs to take. Where fewer fit, all are. */
  readonly pairs: number;
  readonly seed: number;
  readonly threads: number;
}

export async function prepareLesson(
  teacher: EncoderCheckpoint,
  student: EncoderCheckpoint,
  tokens: readonly TokenPair[],
  options: LessonOptions,
): Promise<Lesson> {
  const { length, seed, threads } = options;
  const layouts = { teacher: layoutOf(teacher, length), student: layoutOf(student, length) };
  const whole = tokens
    .map(({ english, foreign }) => ({
      teacher: preparePassage(english, layouts.teacher),
      student: preparePassage(foreign, layouts.student),
    }))
    .filter((pair) => sides.every((side) => !pair[side].truncated));
  const uniform = seededUniform(seed);
  const taken = whole
    .map((pair) => ({ pair, key: uniform() }))
    .sort((a, b) => a.key - b.key)
    .slice(0, options.pairs)
    .map(({ pair }) => pair);
  const began = performance.now();
  await using encoder = await openCachedTeacher(teacher, threads);
  const vectors = await encoder.encode(taken.map((pair) => pair.teacher));
  const rarity = (side: LessonSide, { architecture }: EncoderCheckpoint): Float32Array => {
    const texts = whole.map((pair) => pair[side].ids);
    return inverseDocumentFrequency(documentFrequencies(texts, architecture.vocabularySize), texts.length);
  };
  return {
    pairs: taken.map((pair, place) => ({ ...pair, vectors: vectors[place]! })),
    weights: { teacher: rarity('teacher', teacher), student: rarity('student', student) },
    fitting: whole.length,
    teacherSeconds: (performance.now() - began) / 1000,
  };
}

/** Texts as they are, between start and end token. */
function layoutOf({ tokenizer }: EncoderCheckpoint, length: number) {
  return sequenceLayout(tokenizer!, {
    queryPrefix: '',
    documentPrefix: '',
    queryLength: length,
    documentLength: length,
    queryExpansion: false,
    attendToMaskTokens: false,
    skippedWords: [],
  });
}
