import type { IdSequences } from '@optical/alignment';
import type { SequenceLayout } from '@optical/encoder';
import type { OrderedSource } from '../data/example-order.ts';
import { sequenceCount, sequenceLength } from '../data/sequences.ts';
import type { BitextParts } from '../data/split-bitext.ts';
import type { ResolvedReference } from '../ports/resources.ts';
import type { BitextSource, StudentTask } from '../spec/training-spec.ts';
import { queryLayout, reportsOf, roomOf, selectBitext } from './select-bitext.ts';
import type { SelectionContext } from './select-bitext.ts';
import { joinedSequences } from './student-pairs.ts';
import type { StudentProblem } from './student-problem.ts';
import { studentOf } from './student-vocabulary.ts';
import type { DataReport } from './training-plan.ts';
import type { Workbench } from '../worker/workbench.ts';

export interface PlanContext extends SelectionContext {
  readonly workbench: Workbench;
}

/** What the check of a specification's data found, and the problem they make. */
export interface Planned<Problem> {
  readonly problem: Problem;
  readonly reports: readonly DataReport[];
  readonly inputs: readonly (ResolvedReference & { readonly role: string })[];
}

export async function planStudent(task: StudentTask, context: PlanContext): Promise<Planned<StudentProblem>> {
  const { resources } = context;
  const selected = await selectBitext(task, context);
  const { teacher, base, layouts, key, sources, parts } = selected;
  const english = joinedSequences('english', sources, parts);
  const ranges = orderedSources(task.bitext, parts);
  const trained = parts.reduce((sum, { training }) => sum + training.length, 0);
  const { student, foreign } = await studentOf(task, base, { key, sources, parts, english, count: trained }, context);
  const problem: StudentProblem = {
    kind: 'student',
    task,
    resources,
    teacher,
    student,
    layouts: { ...layouts, student: queryLayout(base.model, student.tokenizer, task, 'student') },
    english,
    foreign,
    sources: ranges,
    heldOut: { first: trained, count: sequenceCount(english) - trained },
    lengths: {
      teacher: rowLength(english, layouts.teacher),
      student: rowLength(foreign, layouts.student),
    },
  };
  return {
    problem,
    reports: reportsOf(selected),
    inputs: [
      { role: 'teacher', name: teacher.name, digest: teacher.digest },
      ...base.inputs,
      ...sources.map(({ dataset }) => ({ role: 'data', name: dataset.name, digest: dataset.digest })),
    ],
  };
}

/** Positions that the longest text takes: without augmentation, no row is longer than what is in the data. */
function rowLength(sequences: IdSequences, layout: SequenceLayout): number {
  if (layout.queryAugmentation) return layout.queryLength;
  let longest = 1;
  for (let place = 0; place < sequenceCount(sequences); place++)
    longest = Math.max(longest, sequenceLength(sequences, place));
  return Math.min(layout.queryLength, longest + layout.queryLength - roomOf(layout));
}

function orderedSources(bitext: readonly BitextSource[], parts: readonly BitextParts[]): OrderedSource[] {
  let first = 0;
  return parts.map(({ training }, place) => {
    const source = { first, count: training.length, weight: bitext[place]!.weight || training.length };
    first += training.length;
    return source;
  });
}
