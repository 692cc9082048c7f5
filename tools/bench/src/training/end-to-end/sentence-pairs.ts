import type { IdSequences } from '@optical/alignment';
import { preparePassage } from '@optical/encoder';
import type { SequenceLayout, TokenSequence } from '@optical/encoder';
import { seededUniform } from '../../measure/seeded-uniform.ts';
import type { Corpus } from './bitext-corpus.ts';

/** A sentence as the teacher reads it and its translation as the student does. */
export type SentencePair = Readonly<Record<'teacher' | 'student', TokenSequence>>;

/** The pairs of which no text is cut off, in random order. */
export function selectPairs(
  { english, foreign }: Corpus,
  layouts: Readonly<Record<'teacher' | 'student', SequenceLayout>>,
  seed: number,
): SentencePair[] {
  const pairs = Array.from({ length: english.offsets.length - 1 }, (_, place) => ({
    teacher: preparePassage(idsOf(english, place), layouts.teacher),
    student: preparePassage(idsOf(foreign, place), layouts.student),
  }));
  const whole = pairs.filter(({ teacher, student }) => !teacher.truncated && !student.truncated);
  return shuffled(whole, seededUniform(seed));
}

function idsOf({ ids, offsets }: IdSequences, place: number): number[] {
  return Array.from(ids.subarray(offsets[place], offsets[place + 1]));
}

/** Durstenfeld's shuffle: Knuth, The Art of Computer Programming, volume 2, algorithm 3.4.2P. */
function shuffled<Item>(items: readonly Item[], uniform: () => number): Item[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(uniform() * (last + 1));
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}
