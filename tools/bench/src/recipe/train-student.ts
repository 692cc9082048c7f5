import type { EncoderCheckpoint } from '@optical/checkpoints';
import { buildDistillationStep, distillationFeeds, weightsOfTokens } from '@optical/distillation';
import type { Feeds, WeightedObjective } from '@optical/distillation';
import { collate } from '@optical/encoder';
import { openTraining } from '@optical/ort';
import type { Lesson, LessonSide } from './lesson.ts';

export interface StudentTraining {
  readonly objectives: readonly WeightedObjective[];
  readonly steps: number;
  /** Pairs of a step. */
  readonly batch: number;
  /** Positions of both sides. */
  readonly length: number;
  readonly learningRate: number;
  readonly seed: number;
  readonly threads: number;
}

export interface TrainedStudent {
  readonly checkpoint: EncoderCheckpoint;
  /** Wall-clock of the steps. */
  readonly seconds: number;
  /** Of all cores, which noise of other processes changes less. */
  readonly cpuSeconds: number;
  /** Tokens of the student's texts, without padding. */
  readonly tokens: number;
  /** Mean deviation from the marginals in the last step; absent for objectives without transport. */
  readonly residual?: number;
}

/** Trains a student on the pairs of a lesson, one batch after the other, again from the first when they are used up. */
export async function trainStudent(
  { architecture, parameters, ...rest }: EncoderCheckpoint,
  lesson: Lesson,
  { objectives, steps, batch, length, learningRate, seed, threads }: StudentTraining,
): Promise<TrainedStudent> {
  const graph = buildDistillationStep({
    student: architecture,
    shape: { pairs: batch, studentLength: length, teacherLength: length },
    objectives,
    optimizer: { learningRate },
    schedule: { steps },
    seed,
    execution: { contrib: true, rowSparseEmbeddings: true },
  });
  const session = await openTraining({
    graph,
    threads,
    parameters: Object.fromEntries(
      [...parameters].map(([name, { shape, data }]) => [name, { dtype: 'float32', shape, data: data.slice() }]),
    ),
  });
  let tokens = 0;
  let residual: number | undefined;
  function* batches(): Generator<Feeds> {
    for (let step = 0; step < steps; step++) {
      const pairs = Array.from(
        { length: batch },
        (_, row) => lesson.pairs[(step * batch + row) % lesson.pairs.length]!,
      );
      const texts = (side: LessonSide, padTokenId: number) => {
        const collated = collate(
          pairs.map((pair) => pair[side]),
          { padTokenId, length },
        );
        return { ...collated, tokenWeights: weightsOfTokens(collated.inputIds, lesson.weights[side]) };
      };
      const dims = pairs[0]!.vectors.length / pairs[0]!.teacher.ids.length;
      const vectors = new Float32Array(batch * length * dims);
      pairs.forEach((pair, row) => {
        vectors.set(pair.vectors, row * length * dims);
        tokens += pair.student.ids.length;
      });
      // Of the teacher's texts the step reads masks and weights alone, so its padding token makes no difference.
      const { scoringMask, contentMask, tokenWeights } = texts('teacher', 0);
      const teacher = { vectors, scoringMask, contentMask, tokenWeights };
      yield distillationFeeds(graph, texts('student', architecture.padTokenId), teacher);
    }
  }
  try {
    const before = process.cpuUsage();
    const began = performance.now();
    await session.run(batches(), {
      onProgress: ({ metrics }) => {
        const name = Object.keys(metrics).find((metric) => metric.startsWith('residual.'));
        if (name !== undefined) residual = metrics[name];
      },
    });
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(before);
    const state = await session.readState();
    const trained = [...parameters].map(
      ([name, { shape }]) => [name, { shape, data: state[name]!.data as Float32Array }] as const,
    );
    return {
      checkpoint: { ...rest, architecture, parameters: new Map(trained) },
      seconds,
      cpuSeconds: (user + system) / 1e6,
      tokens,
      ...(residual !== undefined && { residual }),
    };
  } finally {
    await session.close();
  }
}
