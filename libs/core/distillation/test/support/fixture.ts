import { readFileSync } from 'node:fs';
import { distillationFeeds, teacherFeeds } from '../../src/index.ts';
import type { FedModel, Feeds, StudentTexts, TeacherTexts, WeightedObjective } from '../../src/index.ts';

/** Sizes of the batches that fixtures/make_fixtures.py makes. */
export const shape = { pairs: 4, studentLength: 8, teacherLength: 9 } as const;
export const retrievalShape = { queries: 4, queryLength: 8, passageLength: 12, hardNegatives: 1 } as const;

export interface Curve {
  readonly losses: readonly number[];
  readonly gradientNorms: readonly number[];
}

export interface Distilled extends Curve {
  readonly objectives: readonly WeightedObjective[];
}

interface Texts {
  readonly ids: readonly number[];
  readonly scoring: readonly number[];
  readonly content: readonly number[];
  readonly weights: readonly number[];
}

interface Fixture {
  readonly batches: readonly {
    readonly student: Texts;
    readonly teacher: Texts & { readonly vectors: readonly number[] };
  }[];
  readonly retrieval: readonly Readonly<Record<'query' | 'passage', Texts>>[];
  readonly distillation: Readonly<Record<string, Distilled>>;
  readonly accumulated: Distilled;
  readonly lazy: Distilled;
  readonly teacher: Curve;
}

export const fixture = JSON.parse(
  readFileSync(new URL('../../fixtures/training-curves.json', import.meta.url), 'utf8'),
) as Fixture;

function arraysOf({
  ids,
  scoring,
  content,
  weights,
}: Texts): StudentTexts & Readonly<Record<'scoringMask', Uint8Array>> {
  return {
    inputIds: BigInt64Array.from(ids, BigInt),
    attentionMask: BigInt64Array.from(scoring, BigInt),
    scoringMask: Uint8Array.from(scoring),
    contentMask: Uint8Array.from(content),
    tokenWeights: Float32Array.from(weights),
  };
}

export interface PairBatch {
  readonly student: StudentTexts;
  readonly teacher: TeacherTexts;
}

export const pairBatches: readonly PairBatch[] = fixture.batches.map(({ student, teacher }) => ({
  student: arraysOf(student),
  teacher: { ...arraysOf(teacher), vectors: Float32Array.from(teacher.vectors) },
}));

/** The batches of a training, taking turns. */
export function pairFeeds(model: FedModel, steps: number): Feeds[] {
  return Array.from({ length: steps }, (_, step) => {
    const { student, teacher } = pairBatches[step % pairBatches.length]!;
    return distillationFeeds(model, student, teacher);
  });
}

export const retrievalTexts = fixture.retrieval.map(({ query, passage }) => ({
  query: arraysOf(query),
  passage: arraysOf(passage),
}));

export function retrievalFeeds(model: FedModel, steps: number): Feeds[] {
  return Array.from({ length: steps }, (_, step) => {
    const { query, passage } = retrievalTexts[step % retrievalTexts.length]!;
    return teacherFeeds(model, query, passage);
  });
}
