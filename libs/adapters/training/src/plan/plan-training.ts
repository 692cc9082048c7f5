import { createHash } from 'node:crypto';
import { canonicalJson } from '@optical/artifacts';
import type { EncoderCheckpoint } from '@optical/checkpoints';
import type { Weights } from '@optical/encoder';
import type { TrainingResources } from '../ports/resources.ts';
import { studentCheckpoint } from '../run/steps/student-training.ts';
import type { TrainingSpec } from '../spec/training-spec.ts';
import { validateSpec } from '../spec/validate-spec.ts';
import { openWorkbench } from '../worker/workbench.ts';
import { PlanMemo } from './plan-memo.ts';
import { planStudent } from './plan-student.ts';
import { planTeacher } from './plan-teacher.ts';
import type { StudentProblem } from './student-problem.ts';
import type { TeacherProblem } from './teacher-problem.ts';
import type { TrainingPlan } from './training-plan.ts';

/** A plan with the data in memory, for `runTraining`. */
export interface PlannedTraining extends TrainingPlan {
  readonly problem: StudentProblem | TeacherProblem;
  /** Weights as a model that can be stored. */
  readonly checkpointOf: (weights: Weights) => EncoderCheckpoint;
}

/**
 * Reads and checks everything that a training depends on. The same specification and data give the same plan.
 * @param memo spares reading and tokenising bitext that an earlier plan has
 *
 * @throws OpticalError invalid-argument naming fields that are out of range, and unknown languages; not-found for
 *   unknown models, vocabularies and data; failed-precondition for empty data, data that evaluation uses, vectors of
 *   other dimensions and vocabularies that do not fit; cancelled by the signal
 */
export async function planTraining(
  spec: TrainingSpec,
  resources: TrainingResources,
  { signal, memo = new PlanMemo() }: { readonly signal?: AbortSignal; readonly memo?: PlanMemo } = {},
): Promise<PlannedTraining> {
  validateSpec(spec);
  const { task, seed } = spec;
  const workbench = openWorkbench();
  try {
    const context = { resources, seed, workbench, memo, ...(signal && { signal }) };
    const planned = task.kind === 'teacher' ? await planTeacher(task, context) : await planStudent(task, context);
    const { problem, reports, inputs } = planned;
    const { architecture } = problem.kind === 'teacher' ? problem.start : problem.student;
    const examples = reports.reduce((sum, { training }) => sum + training, 0);
    const digest = createHash('sha256').update(canonicalJson({ spec, inputs })).digest('hex');
    const isTrained = task.kind === 'teacher' || task.objectives.length > 0;
    const totalSteps = isTrained ? spec.schedule.steps || Math.ceil(examples / spec.batch.examples) : 0;
    const checkpointOf =
      problem.kind === 'teacher'
        ? problem.start.checkpointOf
        : (weights: Weights): EncoderCheckpoint => studentCheckpoint(problem, weights);
    return { spec, totalSteps, reports, architecture, inputs, digest, problem, checkpointOf };
  } finally {
    await workbench.close();
  }
}
