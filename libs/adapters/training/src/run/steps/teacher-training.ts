import { canonicalJson } from '@optical/artifacts';
import { teacherFeeds } from '@optical/distillation';
import { collate, preparePassage, prepareQuery, vectorSize } from '@optical/encoder';
import type { TokenSequence } from '@optical/encoder';
import { batchOrder } from '../../data/batch-order.ts';
import { exampleOrder } from '../../data/example-order.ts';
import { sequenceLength, sequenceOf } from '../../data/sequences.ts';
import type { TeacherProblem } from '../../plan/teacher-problem.ts';
import type { TrainingSpec } from '../../spec/training-spec.ts';
import { openTeacherVectors } from '../vectors/teacher-vectors.ts';
import type { TeacherVectors } from '../vectors/teacher-vectors.ts';
import { prepareAhead } from './ahead.ts';
import type { PreparedBatch } from './prepared-batch.ts';
import { stepSettings } from './step-settings.ts';
import type { TaskOptions } from './student-training.ts';
import type { TrainingTask } from './training-task.ts';

export async function openTeacherTraining(
  problem: TeacherProblem,
  spec: TrainingSpec,
  totalSteps: number,
  options: TaskOptions,
): Promise<TrainingTask> {
  const { task, start, lengths, sources, positives } = problem;
  const { freezePassages, hardNegatives, temperature } = task;
  const { examples, accumulation } = spec.batch;
  const shape = { queries: examples, queryLength: lengths.query, passageLength: lengths.passage, hardNegatives };
  const graph = await options.workbench.do(
    'buildTeacherStep',
    {
      encoder: start.architecture,
      shape,
      temperature,
      freezePassages,
      ...stepSettings(spec, totalSteps, options.device),
    },
    options.signal,
  );
  const frozen = freezePassages ? await openPassageVectors(problem, options) : undefined;
  return {
    graph,
    timeKey: canonicalJson({
      encoder: { ...start.architecture, vocabularySize: 0 },
      shape,
      freezePassages,
      dropout: spec.optimizer.dropout,
      accumulation,
    }),
    terms: [],
    batches: (fromStep, count) => {
      const order = batchOrder(exampleOrder(sources, spec.seed), examples, (example) => positives[example]!);
      for (let step = 0; step < fromStep; step++) order.next();
      const passagesIn = (batch: ArrayLike<number>) => passagesOf(problem, batch, accumulation);
      return prepareAhead({
        batches: order,
        count,
        teach: async (all) => frozen?.get(passagesIn(all).filter((passage) => passage >= 0)),
        prepare: (batch, taught) => prepareBatch(problem, graph, batch, passagesIn(batch), taught),
      });
    },
    checkpointOf: start.checkpointOf,
    [Symbol.asyncDispose]: async () => frozen?.close(),
  };
}

/** Passages of a batch, part by part: those that answer its queries in their order, then the negatives; -1 for none. */
function passagesOf({ positives, negatives, task }: TeacherProblem, batch: ArrayLike<number>, parts: number): number[] {
  const size = Math.ceil(batch.length / parts);
  const queries = Array.from(batch);
  return Array.from({ length: parts }, (_, part) => queries.slice(part * size, (part + 1) * size)).flatMap((part) => [
    ...part.map((query) => positives[query]!),
    ...part.flatMap((query) =>
      Array.from({ length: task.hardNegatives }, (_, place) => negatives[query]![place] ?? -1),
    ),
  ]);
}

function prepareBatch(
  { queries, passages, layout, lengths, start, task }: TeacherProblem,
  graph: Parameters<typeof teacherFeeds>[0],
  batch: Int32Array,
  chosen: readonly number[],
  taught: ReadonlyMap<number, Float16Array> | undefined,
): PreparedBatch {
  const { architecture } = start;
  const { padTokenId } = architecture;
  const asked = Array.from(batch, (query) => prepareQuery(Array.from(sequenceOf(queries, query)), layout));
  const read = chosen.map((passage) =>
    passage < 0 ? emptyRow : preparePassage(Array.from(sequenceOf(passages, passage)), layout),
  );
  const collatedQueries = collate(asked, { padTokenId, length: lengths.query });
  const collatedPassages = collate(read, { padTokenId, length: lengths.passage });
  const tokensOf = (sequences: readonly TokenSequence[]): number =>
    sequences.reduce((sum, { ids }) => sum + ids.length, 0);
  const feeds = teacherFeeds(
    graph,
    collatedQueries,
    taught === undefined ? collatedPassages : { vectors: vectorsOf(taught), scoringMask: collatedPassages.scoringMask },
  );
  return { feeds, examples: batch.length, tokens: tokensOf(asked) + (task.freezePassages ? 0 : tokensOf(read)) };

  function vectorsOf(known: ReadonlyMap<number, Float16Array>): Float32Array {
    const row = lengths.passage * vectorSize(architecture);
    const vectors = new Float32Array(chosen.length * row);
    chosen.forEach((passage, place) => {
      if (passage >= 0) vectors.set(known.get(passage)!, place * row);
    });
    return vectors;
  }
}

/** Vectors of the initial model, which frozen passages keep. */
function openPassageVectors(problem: TeacherProblem, options: TaskOptions): Promise<TeacherVectors> {
  const { start, passages, layout, resources } = problem;
  const model = start.model!;
  const special = layout.passageMarkerId === undefined ? 2 : 3;
  return openTeacherVectors({
    texts: passages,
    positions: (text) => Math.min(layout.passageLength, sequenceLength(passages, text) + special),
    dims: vectorSize(start.architecture),
    request: { role: 'passage', maxTokens: layout.passageLength, queryAugmentation: false },
    teacherDigest: model.digest,
    open: () => resources.openTeacher(model),
    folder: options.cacheFolder,
    ...(options.signal && { signal: options.signal }),
  });
}

const emptyRow: TokenSequence = { ids: [], attentionMask: [], scoringMask: [], contentMask: [], truncated: false };
