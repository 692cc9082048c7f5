import { lineageRoles, modelKind } from '@optical/artifacts';
import { OpticalError } from '@optical/errors';
import type { LeakCheck } from '@optical/evaluation';
import { bitextOverlap, datasetOf, labelOverlap } from './leak-overlaps.ts';
import type { StudyRun } from './study-parts.ts';

export type CheckedRun = Pick<StudyRun, 'spec' | 'setup' | 'parts'>;

/** Looks whether training data and evaluation data are apart. */
export async function checkLeaks(run: CheckedRun, teacher: string): Promise<LeakCheck[]> {
  return [await teacherData(run, teacher), ...(await bitextOverlap(run)), ...(await labelOverlap(run))];
}

/** Whether a specification lets trainings use evaluation data, which needs nothing to be made first. */
export function checkAllowances({ spec }: Pick<StudyRun, 'spec'>): LeakCheck {
  const student = spec.studentTemplate!.student!.allowEvaluationData;
  const teacher = spec.teacherJob?.teacher?.allowEvaluationData ?? false;
  const what = 'trainings may not use evaluation data';
  if (!student && !teacher)
    return { what, passed: true, detail: 'pairs and questions of XQuAD are refused or left out by every job' };
  return { what, passed: false, detail: `the ${student ? 'template' : 'teacher job'} sets allow_evaluation_data` };
}

/** A teacher that has learned from what it is measured on, as far as the registry knows what it has learned from. */
async function teacherData({ parts, setup }: CheckedRun, teacher: string): Promise<LeakCheck> {
  const what = 'the teacher has not learned from evaluation data';
  const { names, unknown } = await dataBehind(parts, teacher);
  const measured = new Set(setup.tracks.map(datasetOf));
  const leaking = names.filter((name) => measured.has(name.split('/')[1]!) && name.split('/')[1] !== 'synthetic');
  if (leaking.length > 0) return { what, passed: false, detail: leaking.join(', ') };
  if (unknown.length === 0) return { what, passed: true, detail: names.join(', ') };
  const rest = names.length === 0 ? '' : `; besides, ${names.join(', ')}`;
  return { what, passed: true, unknown: true, detail: `not known: the data of ${unknown.join(', ')}${rest}` };
}

/** Data sets that a model and those that it comes from were trained on, and the models of which none are registered. */
async function dataBehind({ artifacts }: Pick<StudyRun['parts'], 'artifacts'>, model: string) {
  const names = new Set<string>();
  const unknown: string[] = [];
  const left = [model];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const inputs = await inputsOf(artifacts, next);
    const before = inputs.filter(({ role }) => role === lineageRoles.initialModel || role === lineageRoles.teacher);
    const data = inputs.filter(({ role }) => role === lineageRoles.data);
    if (data.length + before.length === 0) unknown.push(next.split('@')[0]!);
    for (const { name } of data) names.add(name);
    left.push(...before.map(({ name, digest }) => `${name}@${digest}`));
  }
  return { names: [...names], unknown };
}

/** None for a model that is gone: then nothing is known of it. */
async function inputsOf(artifacts: StudyRun['parts']['artifacts'], model: string) {
  try {
    return (await artifacts.find(model, modelKind)).lineage.inputs;
  } catch (error) {
    if (error instanceof OpticalError && error.kind === 'not-found') return [];
    throw error;
  }
}
