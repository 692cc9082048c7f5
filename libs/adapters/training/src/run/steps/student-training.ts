import { canonicalJson } from '@optical/artifacts';
import type { EncoderCheckpoint } from '@optical/checkpoints';
import { longestSequence, retrievalSettings } from '@optical/encoding';
import type { Weights } from '@optical/encoder';
import type { Device, Tuning } from '@optical/ort';
import { batchOrder } from '../../data/batch-order.ts';
import { exampleOrder } from '../../data/example-order.ts';
import type { StudentProblem } from '../../plan/student-problem.ts';
import type { TrainingSpec } from '../../spec/training-spec.ts';
import type { Workbench } from '../../worker/workbench.ts';
import { openValidator } from '../validation/validator.ts';
import { prepareAhead } from './ahead.ts';
import { openStudentBatches } from './student-batches.ts';
import { stepSettings } from './step-settings.ts';
import type { TrainingTask } from './training-task.ts';

/** Where a training computes and keeps what it computes once. */
export interface TaskOptions {
  readonly workbench: Workbench;
  readonly cacheFolder: string;
  readonly device: Device;
  readonly tuning: Tuning;
  readonly signal?: AbortSignal;
}

export async function openStudentTraining(
  problem: StudentProblem,
  spec: TrainingSpec,
  totalSteps: number,
  options: TaskOptions,
): Promise<TrainingTask> {
  const { workbench, signal, device } = options;
  const { student, lengths, task, sources, heldOut } = problem;
  const shape = { pairs: spec.batch.examples, studentLength: lengths.student, teacherLength: lengths.teacher };
  const { objectives } = task;
  const graph = await workbench.do(
    'buildDistillationStep',
    { student: student.architecture, objectives, shape, ...stepSettings(spec, totalSteps, device) },
    signal,
  );
  const batches = await openStudentBatches(problem, options);
  const validator =
    heldOut.count === 0 ? undefined : await openValidator(problem, { ...options, batches, objectives, shape });
  return {
    graph,
    timeKey: canonicalJson({
      student: { ...student.architecture, vocabularySize: 0 },
      objectives,
      shape,
      dropout: spec.optimizer.dropout,
      accumulation: spec.batch.accumulation,
    }),
    terms: graph.metrics.flatMap(({ name }) => (name.startsWith('loss.') ? [name.slice('loss.'.length)] : [])),
    batches: (fromStep, count) => {
      const order = batchOrder(exampleOrder(sources, spec.seed), spec.batch.examples);
      for (let step = 0; step < fromStep; step++) order.next();
      return prepareAhead({
        batches: order,
        count,
        teach: (pairs) => batches.teach(pairs),
        prepare: (batch, taught) => batches.prepare(graph, batch, batch.length, taught),
      });
    },
    ...(validator && { validate: (weights: Weights) => validator.validate(weights) }),
    checkpointOf: (parameters) => studentCheckpoint(problem, parameters),
    [Symbol.asyncDispose]: async () => {
      await validator?.close();
      await batches.close();
    },
  };
}

/** Without [MASK] augmentation a longer query does no harm: queries are cut at this many times the training length. */
const queryRoom = 4;

/** A student as a model: the layers it started from, its vocabulary, and the query layout it was trained with. */
export function studentCheckpoint(problem: StudentProblem, parameters: Weights): EncoderCheckpoint {
  const { teacher, student, task } = problem;
  const { maximumLength } = teacher.checkpoint;
  const settings = retrievalSettings(teacher.checkpoint);
  const queryLength = task.queryAugmentation ? task.maxTokens : queryRoom * task.maxTokens;
  const checkpoint: EncoderCheckpoint = {
    architecture: student.architecture,
    parameters,
    tokenizer: student.tokenizer,
    ...(maximumLength !== undefined && { maximumLength }),
  };
  const lateInteraction = {
    ...settings,
    queryLength: Math.min(queryLength, longestSequence(checkpoint)),
    queryExpansion: task.queryAugmentation,
  };
  return { ...checkpoint, lateInteraction };
}
