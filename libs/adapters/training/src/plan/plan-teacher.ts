import type { IdSequences } from '@optical/alignment';
import { sequenceLayout } from '@optical/checkpoints';
import { LeakGuard } from '@optical/datasets';
import type { SequenceLayout } from '@optical/encoder';
import { failedPrecondition } from '@optical/errors';
import { readRelevance } from '../data/read-relevance.ts';
import type { RelevanceReading } from '../data/read-relevance.ts';
import { sequenceCount, sequenceLength } from '../data/sequences.ts';
import { tokenizeTexts } from '../data/tokenize-texts.ts';
import type { RelevanceExample, ResolvedReference } from '../ports/resources.ts';
import type { TeacherTask } from '../spec/training-spec.ts';
import type { PlanContext, Planned } from './plan-student.ts';
import { startTeacher } from './start-teacher.ts';
import type { StartedTeacher } from './start-teacher.ts';
import type { TeacherProblem } from './teacher-problem.ts';
import type { DataReport } from './training-plan.ts';

export async function planTeacher(task: TeacherTask, context: PlanContext): Promise<Planned<TeacherProblem>> {
  const { resources, seed, signal } = context;
  const started = await startTeacher(task, seed, resources);
  const { start } = started;
  const guard = new LeakGuard(task.allowEvaluationData ? [] : await resources.evaluationTexts());
  const sources: { readonly dataset: ResolvedReference; readonly reading: RelevanceReading }[] = [];
  for (const [place, { dataset, language, maxExamples }] of task.data.entries()) {
    const { allowEvaluationData } = task;
    const data = await resources.relevance(dataset, language, { allowEvaluationData });
    const field = `data[${place}]`;
    const options = { guard, allowEvaluationData, maxExamples, seed, field, ...(signal && { signal }) };
    sources.push({ dataset: data, reading: await readRelevance(data, options) });
  }
  const examples = sources.flatMap(({ reading }) => reading.examples);
  if (task.hardNegatives > 0 && examples.every(({ negatives }) => negatives.length === 0))
    throw failedPrecondition(`hard_negatives is ${task.hardNegatives}, but the data have no negatives`);
  const layout = teacherLayout(started, task);
  const texts = await tokenizedExamples(examples, started, task, context);
  let first = 0;
  const ranges = sources.map(({ reading }, place) => {
    const count = reading.examples.length;
    const range = { first, count, weight: task.data[place]!.weight || count };
    first += count;
    return range;
  });
  const { queryMarkerId, passageMarkerId } = layout;
  const special = (marker: number | undefined) => (marker === undefined ? 2 : 3);
  const room = {
    query: task.queryTokens - special(queryMarkerId),
    passage: task.passageTokens - special(passageMarkerId),
  };
  const lengths = {
    query: layout.queryAugmentation
      ? task.queryTokens
      : Math.min(task.queryTokens, longest(texts.queries) + special(queryMarkerId)),
    passage: Math.min(task.passageTokens, longest(texts.passages) + special(passageMarkerId)),
  };
  return {
    problem: { kind: 'teacher', task, resources, start, layout, ...texts, sources: ranges, lengths },
    reports: sources.map((source, place) => reportOf(source, task.data[place]!.language, texts, ranges[place]!, room)),
    inputs: [
      ...started.inputs,
      ...sources.map(({ dataset }) => ({ role: 'data', name: dataset.name, digest: dataset.digest })),
    ],
  };
}

function teacherLayout({ start }: StartedTeacher, { queryTokens, passageTokens }: TeacherTask): SequenceLayout {
  const { lateInteraction } = start.checkpointOf(new Map());
  return sequenceLayout(start.tokenizer, {
    ...lateInteraction!,
    queryLength: queryTokens,
    documentLength: passageTokens,
  });
}

type Texts = Pick<TeacherProblem, 'queries' | 'passages' | 'positives' | 'negatives'>;

/** Queries and different passages as ids. */
async function tokenizedExamples(
  examples: readonly RelevanceExample[],
  { start, tokenizerOf }: StartedTeacher,
  { hardNegatives }: TeacherTask,
  { resources, signal }: PlanContext,
): Promise<Texts> {
  const passages = new Map<string, number>();
  const place = (text: string): number => {
    const known = passages.get(text) ?? passages.size;
    passages.set(text, known);
    return known;
  };
  const positives = Int32Array.from(examples, ({ positive }) => place(positive));
  const negatives = examples.map(({ negatives }) => Int32Array.from(negatives.slice(0, hardNegatives), place));
  const opened = await resources.openTokenizer(start.tokenizer, tokenizerOf);
  try {
    const ids = (texts: readonly string[], side: string): Promise<IdSequences> => {
      const { vocabularySize } = start.architecture;
      return tokenizeTexts(opened.tokenize, texts, { vocabularySize, side, ...(signal && { signal }) });
    };
    const queries = await ids(
      examples.map(({ query }) => query),
      'queries',
    );
    return { queries, passages: await ids([...passages.keys()], 'passages'), positives, negatives };
  } finally {
    await opened.close();
  }
}

function longest(sequences: IdSequences): number {
  let most = 1;
  for (let place = 0; place < sequenceCount(sequences); place++)
    most = Math.max(most, sequenceLength(sequences, place));
  return most;
}

function reportOf(
  { dataset, reading }: { readonly dataset: ResolvedReference; readonly reading: RelevanceReading },
  language: string,
  { queries, passages, positives }: Texts,
  { first, count }: { readonly first: number; readonly count: number },
  room: { readonly query: number; readonly passage: number },
): DataReport {
  let [longSource, longTarget, fitting] = [0, 0, 0];
  for (let example = first; example < first + count; example++) {
    const isLongQuery = sequenceLength(queries, example) > room.query;
    const isLongPassage = sequenceLength(passages, positives[example]!) > room.passage;
    longSource += isLongQuery ? 1 : 0;
    longTarget += isLongPassage ? 1 : 0;
    fitting += isLongQuery || isLongPassage ? 0 : 1;
  }
  const { read, malformed, malformedExamples, duplicates, leaked } = reading;
  return {
    dataset: { name: dataset.name, digest: dataset.digest },
    language,
    read,
    malformed,
    malformedExamples,
    duplicates,
    leaked,
    longSource,
    longTarget,
    fitting,
    training: count,
    heldOut: 0,
  };
}
