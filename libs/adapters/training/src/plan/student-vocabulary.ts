import type { IdSequences } from '@optical/alignment';
import { canonicalJson } from '@optical/artifacts';
import type { StudentTask } from '../spec/training-spec.ts';
import { extendStudent, isExtended } from './extend-student.ts';
import { initialiseExtended, initialiseStudent, trimStudent } from './initialise-student.ts';
import type { PlanContext } from './plan-student.ts';
import type { StudentBase } from './start-student.ts';
import { joinedSequences, joinedTexts } from './student-pairs.ts';
import type { TrainedPairs } from './student-pairs.ts';
import type { StudentStart } from './student-problem.ts';

/** How the student begins, and the foreign sides as its vocabulary writes them. */
export async function studentOf(
  { initialization: start, heldOutPairs }: StudentTask,
  base: StudentBase,
  { key, sources, parts, english, count }: TrainedPairs,
  { resources, seed, workbench, memo, signal }: PlanContext,
): Promise<{ readonly student: StudentStart; readonly foreign: IdSequences }> {
  if (start.source === 'aligned' && isExtended(start, base)) {
    const { maxPairs } = start;
    const budgets = sources.map(({ source }) => source.maxPairs);
    const extended = await memo.of(
      canonicalJson({ key, budgets, heldOutPairs, seed, maxPairs, extended: true }),
      () => {
        const texts = {
          english: joinedTexts('english', sources, parts),
          foreign: joinedTexts('foreign', sources, parts),
          count,
        };
        return extendStudent(base, { maxPairs }, texts, { resources, workbench, seed, ...(signal && { signal }) });
      },
    );
    return { student: initialiseExtended(start, base.model, extended), foreign: extended.foreign };
  }
  const original = joinedSequences('foreign', sources, parts);
  const trimmed = await trimStudent(start, base, [original], workbench, signal);
  const foreign =
    trimmed === undefined ? original : { ...original, ids: original.ids.map((id) => trimmed.newIds[id]!) };
  return { student: initialiseStudent(start, trimmed ?? base, { english, foreign, count, seed }), foreign };
}
