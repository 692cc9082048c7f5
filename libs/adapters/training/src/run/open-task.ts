import type { Weights } from '@optical/encoder';
import type { PlannedTraining } from '../plan/plan-training.ts';
import { openStudentTraining } from './steps/student-training.ts';
import type { TaskOptions } from './steps/student-training.ts';
import { openTeacherTraining } from './steps/teacher-training.ts';
import type { TrainingTask } from './steps/training-task.ts';

/** Weights before the first step. */
export async function startingPoint(
  { problem }: PlannedTraining,
  { workbench, cacheFolder, signal }: TaskOptions,
): Promise<Weights> {
  if (problem.kind === 'teacher') return problem.start.initialise(workbench, signal);
  const { parameters } = await problem.student.initialise(workbench, cacheFolder, signal);
  return parameters;
}

export function openTask({ problem, spec, totalSteps }: PlannedTraining, options: TaskOptions): Promise<TrainingTask> {
  return problem.kind === 'teacher'
    ? openTeacherTraining(problem, spec, totalSteps, options)
    : openStudentTraining(problem, spec, totalSteps, options);
}
