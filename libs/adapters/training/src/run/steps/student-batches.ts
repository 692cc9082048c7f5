import { distillationFeeds, documentFrequencies, weightsOfTokens } from '@optical/distillation';
import type { FedModel } from '@optical/distillation';
import { collate, prepareQuery, vectorSize } from '@optical/encoder';
import type { TokenSequence } from '@optical/encoder';
import { inverseDocumentFrequency } from '@optical/transport';
import { sequenceLength, sequenceOf, uniqueSequences } from '../../data/sequences.ts';
import type { StudentProblem } from '../../plan/student-problem.ts';
import { openTeacherVectors } from '../vectors/teacher-vectors.ts';
import type { PreparedBatch } from './prepared-batch.ts';

/** Makes batches of bitext pairs with the teacher's vectors. */
export interface StudentBatches {
  /** Teacher's vectors of pairs, to be handed to `prepare`. */
  teach(pairs: readonly number[]): Promise<ReadonlyMap<number, Float16Array>>;
  /** @param size rows of the batch: those beyond the pairs are empty and count nowhere */
  prepare(
    model: FedModel,
    pairs: ArrayLike<number>,
    size: number,
    taught: ReadonlyMap<number, Float16Array>,
  ): PreparedBatch;
  close(): Promise<void>;
}

export async function openStudentBatches(
  problem: StudentProblem,
  { cacheFolder, signal }: { readonly cacheFolder: string; readonly signal?: AbortSignal },
): Promise<StudentBatches> {
  const { english, foreign, layouts, lengths, teacher, student, task, resources } = problem;
  const { unique, indexOf } = await uniqueSequences(english, signal);
  const dims = vectorSize(teacher.checkpoint.architecture);
  const special = layouts.teacher.queryMarkerId === undefined ? 2 : 3;
  const { queryLength, queryAugmentation } = layouts.teacher;
  const vectors = await openTeacherVectors({
    texts: unique,
    positions: (text) =>
      queryAugmentation ? queryLength : Math.min(queryLength, sequenceLength(unique, text) + special),
    dims,
    request: { role: 'query', maxTokens: queryLength, queryAugmentation },
    teacherDigest: teacher.digest,
    open: () => resources.openTeacher(teacher),
    folder: cacheFolder,
    ...(signal && { signal }),
  });
  const frequencies = tokenWeights(problem);
  const padding = { teacher: teacher.checkpoint.architecture.padTokenId, student: student.architecture.padTokenId };

  return {
    teach: (pairs) => vectors.get(pairs.map((pair) => indexOf[pair]!)),
    prepare: (model, pairs, size, taught) => {
      const sequences = (side: 'english' | 'foreign', layout: 'teacher' | 'student'): TokenSequence[] =>
        Array.from({ length: size }, (_, row) =>
          row < pairs.length
            ? prepareQuery(Array.from(sequenceOf(problem[side], pairs[row]!)), layouts[layout])
            : emptyRow,
        );
      const sides = { teacher: sequences('english', 'teacher'), student: sequences('foreign', 'student') };
      const collated = {
        teacher: collate(sides.teacher, { padTokenId: padding.teacher, length: lengths.teacher }),
        student: collate(sides.student, { padTokenId: padding.student, length: lengths.student }),
      };
      const teacherVectors = new Float32Array(size * lengths.teacher * dims);
      for (let row = 0; row < pairs.length; row++)
        teacherVectors.set(taught.get(indexOf[pairs[row]!]!)!, row * lengths.teacher * dims);
      const feeds = distillationFeeds(
        model,
        { ...collated.student, tokenWeights: weightsOfTokens(collated.student.inputIds, frequencies.student) },
        {
          vectors: teacherVectors,
          scoringMask: collated.teacher.scoringMask,
          contentMask: collated.teacher.contentMask,
          tokenWeights: weightsOfTokens(collated.teacher.inputIds, frequencies.teacher),
        },
      );
      const tokens = sides.student.reduce((sum, { ids }) => sum + ids.length, 0);
      return { feeds, examples: pairs.length, tokens };
    },
    close: () => vectors.close(),
  };

  function tokenWeights({ heldOut }: StudentProblem): Readonly<Record<'teacher' | 'student', Float32Array>> {
    const weightsOf = (side: typeof english, vocabularySize: number): Float32Array => {
      const texts = Array.from({ length: heldOut.first }, (_, pair) => sequenceOf(side, pair));
      return inverseDocumentFrequency(documentFrequencies(texts, vocabularySize), heldOut.first);
    };
    const needed = task.objectives.some(({ transport }) =>
      [transport?.studentMarginal, transport?.teacherMarginal].includes('inverse-document-frequency'),
    );
    const even = (vocabularySize: number) => new Float32Array(vocabularySize).fill(1);
    const make = needed ? weightsOf : (_: typeof english, vocabularySize: number) => even(vocabularySize);
    return {
      teacher: make(english, teacher.checkpoint.architecture.vocabularySize),
      student: make(foreign, student.architecture.vocabularySize),
    };
  }
}

const emptyRow: TokenSequence = { ids: [], attentionMask: [], scoringMask: [], contentMask: [], truncated: false };
