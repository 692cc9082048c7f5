import type { IdSequences } from '@optical/alignment';
import { canonicalJson } from '@optical/artifacts';
import { sequenceLayout } from '@optical/checkpoints';
import type { CheckpointTokenizer } from '@optical/checkpoints';
import { Deduplicator, LeakGuard } from '@optical/datasets';
import type { SentencePair } from '@optical/datasets';
import { longestSequence, retrievalSettings } from '@optical/encoding';
import type { SequenceLayout } from '@optical/encoder';
import { failedPrecondition, invalidArgument } from '@optical/errors';
import { cleanBitext } from '../data/clean-bitext.ts';
import type { OrderedSource } from '../data/example-order.ts';
import { sequenceCount, sequenceLength } from '../data/sequences.ts';
import { splitBitext } from '../data/split-bitext.ts';
import type { BitextParts } from '../data/split-bitext.ts';
import { tokenizeTexts } from '../data/tokenize-texts.ts';
import type { ResolvedData, ResolvedModel, ResolvedReference, TrainingResources } from '../ports/resources.ts';
import type { BitextSource, StudentTask } from '../spec/training-spec.ts';
import { evaluatedBitext, guardOf } from './evaluated-bitext.ts';
import { startStudent, tokenizerOf } from './start-student.ts';
import type { StudentBase } from './start-student.ts';
import type { PlanMemo } from './plan-memo.ts';
import { joinedSequences } from './student-pairs.ts';
import type { TokenizedSource } from './student-pairs.ts';
import type { StudentProblem } from './student-problem.ts';
import { studentOf } from './student-vocabulary.ts';
import type { DataReport } from './training-plan.ts';
import type { Workbench } from '../worker/workbench.ts';

export interface PlanContext {
  readonly resources: TrainingResources;
  readonly seed: number;
  readonly workbench: Workbench;
  readonly memo: PlanMemo;
  readonly signal?: AbortSignal;
}

/** What the check of a specification's data found, and the problem they make. */
export interface Planned<Problem> {
  readonly problem: Problem;
  readonly reports: readonly DataReport[];
  readonly inputs: readonly (ResolvedReference & { readonly role: string })[];
}

export async function planStudent(task: StudentTask, context: PlanContext): Promise<Planned<StudentProblem>> {
  const { resources } = context;
  const teacher = await resources.model(task.teacher);
  const base = await startStudent(task, teacher, resources);
  const layouts = {
    teacher: queryLayout(teacher, tokenizerOf(teacher), task, 'teacher'),
    student: queryLayout(base.model, base.tokenizer, task, 'student'),
  };
  const { key, sources } = await knownSources(task, { ...context, teacher, base, layouts });
  const parts = await knownParts(key, sources, task, context);
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
    reports: sources.map((source, place) => reportOf(source, parts[place]!)),
    inputs: [
      { role: 'teacher', name: teacher.name, digest: teacher.digest },
      ...base.inputs,
      ...sources.map(({ dataset }) => ({ role: 'data', name: dataset.name, digest: dataset.digest })),
    ],
  };
}

/** Queries of both sides have one length; the rest is as the model's own settings say. */
function queryLayout(
  { name, checkpoint }: ResolvedModel,
  tokenizer: CheckpointTokenizer,
  { maxTokens, queryAugmentation }: StudentTask,
  side: string,
): SequenceLayout {
  const longest = longestSequence(checkpoint);
  if (maxTokens > longest)
    throw invalidArgument({
      field: 'max_tokens',
      description: `${maxTokens} is above the ${longest} tokens that the ${side} ${name} can read`,
    });
  const settings = { ...retrievalSettings(checkpoint), queryLength: maxTokens, queryExpansion: queryAugmentation };
  return sequenceLayout(tokenizer, settings);
}

interface SourceContext extends PlanContext {
  readonly teacher: ResolvedModel;
  readonly base: StudentBase;
  readonly layouts: StudentProblem['layouts'];
}

/** The sources with the budgets of this task; the rest, which the key identifies, may be of an earlier plan. */
async function knownSources(
  task: StudentTask,
  context: SourceContext,
): Promise<{ readonly key: string; readonly sources: readonly TokenizedSource[] }> {
  const { maxTokens, queryAugmentation, longPairs, allowEvaluationData, bitext } = task;
  const { resources, memo, teacher, base } = context;
  const datasets = await Promise.all(bitext.map(({ dataset, language }) => resources.bitext(dataset, language)));
  const evaluated = await evaluatedBitext(task, resources);
  const key = canonicalJson({
    teacher: teacher.digest,
    tokenizer: base.tokenizerOf.digest,
    model: base.model.digest,
    bitext: bitext.map(({ language }, place) => ({ language, digest: datasets[place]!.digest })),
    maxTokens,
    queryAugmentation,
    longPairs,
    allowEvaluationData,
    ...(evaluated.length > 0 && { evaluated: evaluated.map(({ digest }) => digest) }),
  });
  const sources = await memo.of(key, () => tokenizedSources(task, datasets, evaluated, context));
  return {
    key,
    sources: sources.map((known, place) => ({ ...known, source: bitext[place]!, dataset: datasets[place]! })),
  };
}

function knownParts(
  key: string,
  sources: readonly TokenizedSource[],
  { heldOutPairs }: StudentTask,
  { memo, seed, signal }: PlanContext,
): Promise<readonly BitextParts[]> {
  const budgets = sources.map(({ source }) => source.maxPairs);
  return memo.of(canonicalJson({ key, budgets, heldOutPairs, seed }), () => {
    const splittable = sources.map(({ clean, kept }, place) => ({
      field: `bitext[${place}]`,
      pairs: Array.from(kept, (pair) => clean.pairs[pair]!),
      maxPairs: budgets[place]!,
    }));
    return splitBitext(splittable, { heldOutPairs, seed, ...(signal && { signal }) });
  });
}

async function tokenizedSources(
  task: StudentTask,
  datasets: readonly ResolvedData<SentencePair>[],
  evaluated: readonly ResolvedData<SentencePair>[],
  { resources, teacher, base, layouts, signal }: SourceContext,
): Promise<TokenizedSource[]> {
  const guard = task.allowEvaluationData ? new LeakGuard([]) : await guardOf(resources, evaluated);
  const deduplicator = new Deduplicator();
  const english = await resources.openTokenizer(tokenizerOf(teacher), teacher);
  const foreign = await resources.openTokenizer(base.tokenizer, base.tokenizerOf);
  try {
    const sources: TokenizedSource[] = [];
    for (const [place, source] of task.bitext.entries()) {
      const field = `bitext[${place}]`;
      const dataset = datasets[place]!;
      const { allowEvaluationData } = task;
      const clean = await cleanBitext(dataset, {
        guard,
        deduplicator,
        allowEvaluationData,
        field,
        ...(signal && { signal }),
      });
      const side = (name: 'english' | 'foreign', vocabularySize: number) =>
        tokenizeTexts(
          (name === 'english' ? english : foreign).tokenize,
          clean.pairs.map((pair) => pair[name]),
          { vocabularySize, side: `${name} side of ${field}`, ...(signal && { signal }) },
        );
      const sides = {
        english: await side('english', teacher.checkpoint.architecture.vocabularySize),
        foreign: await side('foreign', base.architecture.vocabularySize),
      };
      sources.push({ source, dataset, clean, ...sides, ...fitting(sides, clean.pairs, task, layouts) });
    }
    return sources;
  } finally {
    await english.close();
    await foreign.close();
  }
}

/** Which pairs the policy for long ones keeps; a side without any token is never kept. */
function fitting(
  { english, foreign }: { readonly english: IdSequences; readonly foreign: IdSequences },
  pairs: readonly SentencePair[],
  { longPairs, maxTokens, bitext }: StudentTask,
  layouts: StudentProblem['layouts'],
): Pick<TokenizedSource, 'long' | 'kept'> {
  const room = { teacher: roomOf(layouts.teacher), student: roomOf(layouts.student) };
  const long = { source: 0, target: 0 };
  const kept: number[] = [];
  for (let pair = 0; pair < pairs.length; pair++) {
    const lengths = [sequenceLength(english, pair), sequenceLength(foreign, pair)] as const;
    const [isLongSource, isLongTarget] = [lengths[0] > room.teacher, lengths[1] > room.student];
    if (isLongSource) long.source += 1;
    if (isLongTarget) long.target += 1;
    const empty = lengths[0] === 0 || lengths[1] === 0;
    if (!empty && (longPairs === 'truncate' || !(isLongSource || isLongTarget))) kept.push(pair);
  }
  if (kept.length === 0)
    throw failedPrecondition(
      `none of ${pairs.length} ${bitext[0]!.language} pairs fits ${maxTokens} tokens (${long.source} are longer in English, ${long.target} in the other language)`,
    );
  return { long, kept: Int32Array.from(kept) };
}

/** Tokens of the text itself that a query has room for. */
function roomOf({ queryLength, queryMarkerId }: SequenceLayout): number {
  return queryLength - (queryMarkerId === undefined ? 2 : 3);
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

function reportOf({ source, dataset, clean, long, kept }: TokenizedSource, parts: BitextParts): DataReport {
  const { read, malformed, malformedExamples, duplicates, leaked } = clean;
  return {
    dataset: { name: dataset.name, digest: dataset.digest },
    language: source.language,
    read,
    malformed,
    malformedExamples,
    duplicates,
    leaked,
    longSource: long.source,
    longTarget: long.target,
    fitting: kept.length,
    training: parts.training.length,
    heldOut: parts.heldOut.length,
  };
}
