import type { EncoderCheckpoint } from '@optical/checkpoints';
import { buildDistillationStep, buildHeldOutLoss, distillationFeeds } from '@optical/distillation';
import type { FedModel, Feeds, WeightedObjective } from '@optical/distillation';
import { collate } from '@optical/encoder';
import { openSession, openTraining } from '@optical/ort';
import { loopProblem } from './loop-problem.ts';
import type { SentencePair } from './sentence-pairs.ts';

/** A pair with what the teacher makes of its English sentence, [tokens, dims]. */
export interface TaughtPair {
  readonly pair: SentencePair;
  readonly vectors: Float32Array;
}

/** Our student in training, in this process. */
export interface StudentSide extends AsyncDisposable {
  /** Makes a step for each batch of pairs. */
  train(pairs: readonly TaughtPair[]): Promise<void>;
  /** Mean loss over pairs, without training on them. */
  evaluate(pairs: readonly TaughtPair[]): Promise<number>;
}

const { limit, training } = loopProblem;
const shape = { pairs: training.batch, studentLength: limit, teacherLength: limit };

export async function openStudent(
  { architecture, parameters }: EncoderCheckpoint,
  threads: number,
): Promise<StudentSide> {
  const { learningRate, weightDecay, clipNorm, firstEpsilon, epsilon, iterations } = training;
  const objectives: WeightedObjective[] = [
    {
      objective: 'ot-sinkhorn',
      transport: { initialRegularization: firstEpsilon, regularization: epsilon, iterations },
    },
  ];
  const graph = buildDistillationStep({
    student: architecture,
    shape,
    objectives,
    optimizer: { learningRate, weightDecay, maxGradientNorm: clipNorm },
    schedule: { steps: 1, warmupSteps: 0, decay: 'constant' },
    execution: { contrib: true, rowSparseEmbeddings: true, packed: true },
  });
  const heldOut = buildHeldOutLoss({ student: architecture, shape, objectives });
  const session = await openTraining({
    graph,
    parameters: Object.fromEntries(
      [...parameters].map(([name, { shape, data }]) => [name, { dtype: 'float32', shape, data: data.slice() }]),
    ),
    threads,
    spinning: true,
  });
  const measuring = await openSession({ model: heldOut.model, threads });
  return {
    train: async (pairs) => {
      await session.run(batchesOf(pairs).map((batch) => feedsOf(graph, batch, architecture.padTokenId)));
    },
    evaluate: async (pairs) => {
      const state = await session.readState();
      const trained = Object.fromEntries(
        heldOut.parameters.map(({ name }) => {
          const { shape, data } = state[name]!;
          return [name, { dtype: 'float32' as const, shape, data: sharedCopy(data as Float32Array) }];
        }),
      );
      let sum = 0;
      for (const batch of batchesOf(pairs)) {
        const feeds = feedsOf(heldOut, batch, architecture.padTokenId);
        const { outputs } = await measuring.run({ ...trained, ...feeds });
        sum += (outputs.loss!.data as Float32Array)[0]! * batch.length;
      }
      return sum / pairs.length;
    },
    [Symbol.asyncDispose]: async () => {
      await session.close();
      await measuring.close();
    },
  };
}

function batchesOf(pairs: readonly TaughtPair[]): (readonly TaughtPair[])[] {
  return Array.from({ length: pairs.length / training.batch }, (_, batch) =>
    pairs.slice(batch * training.batch, (batch + 1) * training.batch),
  );
}

function feedsOf(model: FedModel, batch: readonly TaughtPair[], padTokenId: number): Feeds {
  const texts = (side: keyof SentencePair) =>
    collate(
      batch.map(({ pair }) => pair[side]),
      { padTokenId, length: limit },
    );
  const teacher = texts('teacher');
  const dims = batch[0]!.vectors.length / batch[0]!.pair.teacher.ids.length;
  const vectors = new Float32Array(training.batch * limit * dims);
  batch.forEach((taught, row) => {
    vectors.set(taught.vectors, row * limit * dims);
  });
  return distillationFeeds(model, texts('student'), {
    vectors,
    scoringMask: teacher.scoringMask,
    contentMask: teacher.contentMask,
  });
}

/** Memory that can be fed again and again. */
function sharedCopy(data: Float32Array): Float32Array {
  const copy = new Float32Array(new SharedArrayBuffer(data.byteLength));
  copy.set(data);
  return copy;
}
