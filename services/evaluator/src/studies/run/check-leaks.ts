import { lineageRoles, modelKind } from '@optical/artifacts';
import { normalForm } from '@optical/datasets';
import type { LeakCheck } from '@optical/evaluation';
import { evaluatedBitext } from '../plan/job-specs.ts';
import { readLanguage } from './bitext.ts';
import type { StudyRun } from './study-parts.ts';

/**
 * Looks whether training data and evaluation data are apart. From the paragraphs and questions of XQuAD and the sentences
 * of known-item tracks the distiller keeps trainings; of other tracks no text may be in the bitext.
 */
export async function checkLeaks(run: StudyRun, teacher: string): Promise<LeakCheck[]> {
  return [await teacherData(run, teacher), ...(await bitextOverlap(run))];
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

/** A teacher that has learned from what it is measured on. */
async function teacherData({ parts, setup }: StudyRun, teacher: string): Promise<LeakCheck> {
  const { lineage } = await parts.artifacts.find(teacher, modelKind);
  const names = lineage.inputs.filter(({ role }) => role === lineageRoles.data).map(({ name }) => name);
  const measured = new Set(setup.tracks.map(({ dataset }) => dataset));
  const leaking = names.filter((name) => measured.has(name.split('/')[1]!) && name.split('/')[1] !== 'synthetic');
  return {
    what: 'the teacher has not learned from evaluation data',
    passed: leaking.length === 0,
    detail:
      leaking.length > 0 ? leaking.join(', ') : names.length > 0 ? names.join(', ') : 'its data are not known here',
  };
}

async function bitextOverlap(run: StudyRun): Promise<LeakCheck[]> {
  const { setup, parts, spec } = run;
  const guarded = new Set(['xquad', 'xquad_r', ...evaluatedBitext(spec)]);
  const checks: LeakCheck[] = [];
  for (const language of setup.languages) {
    const { pairs } = await readLanguage(run, language);
    const texts = new Set(pairs.flatMap(({ english, foreign }) => [normalForm(english), normalForm(foreign)]));
    for (const name of setup.tracks) {
      const track = await parts.tracks.open(name);
      if (!track.languages.includes(language)) continue;
      const isIn = ({ text }: { readonly text: string }) => texts.has(normalForm(text));
      const found = [...track.queries(language).queries, ...track.passages].filter(isIn);
      const isGuarded = guarded.has(name.dataset);
      checks.push({
        what: `${name.dataset} and the bitext in ${language} are apart`,
        passed: found.length === 0 || isGuarded,
        detail:
          found.length === 0
            ? `none of ${texts.size} sentences is a query or passage`
            : `${found.length} queries and passages occur, such as ${found[0]!.id}${isGuarded ? '; jobs leave their pairs out' : ''}`,
      });
    }
  }
  return checks;
}
