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
import { sequenceLength } from '../data/sequences.ts';
import { splitBitext } from '../data/split-bitext.ts';
import type { BitextParts } from '../data/split-bitext.ts';
import { tokenizeTexts } from '../data/tokenize-texts.ts';
import type { ResolvedData, ResolvedModel, TrainingResources } from '../ports/resources.ts';
import type { StudentTask } from '../spec/training-spec.ts';
import { evaluatedBitext, guardOf } from './evaluated-bitext.ts';
import type { PlanMemo } from './plan-memo.ts';
import { startStudent, tokenizerOf } from './start-student.ts';
import type { StudentBase } from './start-student.ts';
import type { TokenizedSource } from './student-pairs.ts';
import type { StudentProblem } from './student-problem.ts';
import type { DataReport } from './training-plan.ts';

export interface SelectionContext {
  readonly resources: TrainingResources;
  readonly seed: number;
  readonly memo: PlanMemo;
  readonly signal?: AbortSignal;
}

/** The bitext of a student's training, and the models whose tokenizers decided which pairs fit. */
export interface SelectedBitext {
  readonly teacher: ResolvedModel;
  readonly base: StudentBase;
  readonly layouts: StudentProblem['layouts'];
  /** Of the sources: what they were read, cleaned and tokenised with. */
  readonly key: string;
  readonly sources: readonly TokenizedSource[];
  /** Of each source. */
  readonly parts: readonly BitextParts[];
}

/** Reads, cleans, measures and splits the bitext of a task; objectives and first weights have no say in it. */
export async function selectBitext(task: StudentTask, context: SelectionContext): Promise<SelectedBitext> {
  const { resources } = context;
  const teacher = await resources.model(task.teacher);
  const base = await startStudent(task, teacher, resources);
  const layouts = {
    teacher: queryLayout(teacher, tokenizerOf(teacher), task, 'teacher'),
    student: queryLayout(base.model, base.tokenizer, task, 'student'),
  };
  const { key, sources } = await knownSources(task, { ...context, teacher, base, layouts });
  const parts = await knownParts(key, sources, task, context);
  return { teacher, base, layouts, key, sources, parts };
}

/** What was found, by source. */
export const reportsOf = ({ sources, parts }: Pick<SelectedBitext, 'sources' | 'parts'>): DataReport[] =>
  sources.map((source, place) => reportOf(source, parts[place]!));

/** Queries of both sides have one length; the rest is as the model's own settings say. */
export function queryLayout(
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

interface SourceContext extends SelectionContext {
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
  { memo, seed, signal }: SelectionContext,
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
export function roomOf({ queryLength, queryMarkerId }: SequenceLayout): number {
  return queryLength - (queryMarkerId === undefined ? 2 : 3);
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
