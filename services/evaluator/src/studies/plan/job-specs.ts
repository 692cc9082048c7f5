import type { JobSpec } from '@optical/contracts/distiller';
import type { StudyArm__Output, StudySpec__Output } from '@optical/contracts/evaluator';
import { syntheticSet } from '@optical/datasets';
import type { StudyCell } from '@optical/evaluation';
import { mergeMessages } from '../spec/merge-messages.ts';
import { orDefault } from '../spec/or-default.ts';
import { referenceOf } from '../spec/study-setup.ts';
import { sizesOf } from './bitext-sizes.ts';
import type { BitextSizes } from './bitext-sizes.ts';

/** What jobs of a study depend on that it has made itself. */
export interface Prepared {
  /** `name@digest`. */
  readonly teacher: string;
  /** Longest query and passage that the teacher is registered to read, in tokens. */
  readonly teacherLengths: { readonly queryTokens: number; readonly passageTokens: number };
  /** `name@digest` by language; empty where the template's is taken. */
  readonly vocabularies: Readonly<Record<string, string>>;
  /** Pairs that data sets can give for training, by language and setting. */
  readonly sizes: readonly BitextSizes[];
}

/** The job that trains a cell: the template with what the cell varies. */
export function jobOf(
  spec: StudySpec__Output,
  studyId: string,
  cell: StudyCell,
  rate: number,
  prepared: Prepared,
): JobSpec {
  const arm = spec.arms.find(({ name }) => name === cell.arm)!;
  const template = spec.studentTemplate!;
  const common = {
    outputName: outputName(studyId, cell),
    displayName: cell.id.slice(0, 200),
    labels: { ...template.labels, study: studyId.slice(0, 63), arm: cell.arm, language: cell.language },
    seed: cell.seed,
    optimizer: { ...template.optimizer, learningRate: rate },
    schedule: template.schedule,
    batch: template.batch,
    checkpoints: template.checkpoints,
    alarms: template.alarms,
    maxAttempts: template.maxAttempts,
  };
  if (referenceOf(arm) === 'triples') return { ...common, teacher: triplesTask(arm, cell, prepared) };
  return { ...common, student: studentOf(spec, arm.distillation?.objectives ?? [], cell, prepared) };
}

/** What decides on which pairs a student trains. */
export type BitextShare = Pick<StudyCell, 'language' | 'setting' | 'bitextBudget' | 'seed'>;

/** A job that is asked for its pairs alone: those of all students with the same language, setting, budget and seed. */
export function selectionOf(
  spec: StudySpec__Output,
  share: BitextShare,
  prepared: Pick<Prepared, 'teacher' | 'vocabularies' | 'sizes'>,
): JobSpec {
  return { outputName: 'student/selection', seed: share.seed, student: studentOf(spec, [], share, prepared) };
}

/** Versions of one name: what is not a cell's result any more can be collected. */
const outputName = (studyId: string, { language }: StudyCell): string => `student/study-${studyId}/${language}`;

function studentOf(
  spec: StudySpec__Output,
  objectives: NonNullable<StudyArm__Output['distillation']>['objectives'],
  { language, bitextBudget, setting: name }: BitextShare,
  { teacher, vocabularies, sizes }: Pick<Prepared, 'teacher' | 'vocabularies' | 'sizes'>,
): NonNullable<JobSpec['student']> {
  const student = spec.studentTemplate!.student!;
  const setting = spec.settings.find((candidate) => candidate.name === name);
  const sources = student.bitext.filter((source) => source.language === language);
  return {
    ...student,
    evaluationDatasets: [...new Set([...student.evaluationDatasets, ...evaluatedBitext(spec)])],
    teacher,
    vocabulary: vocabularies[language] ?? student.vocabulary,
    bitext: withBudget(sources, bitextBudget, sizesOf(sizes, { language, setting: name })?.pairs ?? {}),
    objectives: objectives.map((term) =>
      setting?.transport && term.objective.startsWith('OBJECTIVE_OT')
        ? { ...term, transport: mergeMessages(term.transport ?? {}, setting.transport) as typeof setting.transport }
        : term,
    ),
    initialization: setting?.initialization ?? student.initialization,
    maxTokens: orDefault(setting?.maxTokens, student.maxTokens),
    queryAugmentation: setting?.queryAugmentation ?? student.queryAugmentation,
  };
}

/** Data sets of bitext that the tracks are made of: their sentences are for evaluation only. */
export const evaluatedBitext = ({ tracks }: Pick<StudySpec__Output, 'tracks'>): string[] =>
  tracks
    .filter(({ kind, dataset }) => kind === 'TRACK_KIND_KNOWN_ITEM' && dataset !== syntheticSet)
    .map(({ dataset }) => dataset.split('@')[0]!);

type Source = NonNullable<NonNullable<StudySpec__Output['studentTemplate']>['student']>['bitext'][number];

/**
 * Shares a budget among the data sets of a language: evenly, what a small one lacks is taken from the others.
 * @param sizes pairs that each can give, by data set; where unknown, as many as asked for
 */
export function withBudget(
  sources: readonly Source[],
  budget: number,
  sizes: Readonly<Record<string, number>>,
): Source[] {
  if (budget === 0) return [...sources];
  const roomOf = ({ dataset, maxPairs }: Source) => Math.min(sizes[dataset] ?? Infinity, maxPairs || Infinity);
  let left = budget;
  const shares = new Map<Source, number>();
  const ascending = sources.toSorted((a, b) => roomOf(a) - roomOf(b));
  for (const [place, source] of ascending.entries()) {
    const share = Math.min(roomOf(source), Math.floor(left / (ascending.length - place)));
    shares.set(source, share);
    left -= share;
  }
  return sources.flatMap((source) => {
    const maxPairs = shares.get(source)!;
    return maxPairs === 0 ? [] : [{ ...source, maxPairs }];
  });
}

/** The teacher's query side trained on relevance labels in the language; its passages keep their vectors. */
function triplesTask(arm: StudyArm__Output, { language }: StudyCell, { teacher, teacherLengths }: Prepared) {
  const { dataset } = arm.reference!.data.find((data) => data.language === language)!;
  return { data: [{ dataset, language }], initialModel: teacher, freezePassages: true, ...teacherLengths };
}
