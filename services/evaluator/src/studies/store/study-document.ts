import type { StudyPlan__Output, StudySpec__Output } from '@optical/contracts/evaluator';
import type {
  LanguageCoverage,
  LeakCheck,
  LearningRateChoice,
  StudyArtifact,
  StudyCell,
  StudyStage,
} from '@optical/evaluation';
import type { JobQueue, JobRecord, Lease } from '@optical/jobs';
import type { BitextSizes } from '../plan/bitext-sizes.ts';

/** How far a study is, in words and numbers. */
export interface Progress {
  readonly doneCells: number;
  readonly failedCells: number;
  readonly totalCells: number;
  readonly etaSeconds?: number;
  readonly activity: string;
}

/** What happens to a study; changes of state are the queue's own. */
export type StudyEvent = { readonly progress: Progress } | { readonly cell: StudyCell };

/** What a study notes beside its cells, which have a table of their own. */
export interface StudyDocument {
  readonly plan: StudyPlan__Output;
  readonly progress: Progress;
  /** `name@digest`, once it is known. */
  readonly teacher?: string;
  /** `name@digest` by language. */
  readonly vocabularies: Readonly<Record<string, string>>;
  /** Pairs that data sets can give for training, by language and setting; unset before any was counted. */
  readonly sizes?: readonly BitextSizes[];
  readonly coverage: readonly LanguageCoverage[];
  readonly learningRates: readonly LearningRateChoice[];
  readonly leakChecks: readonly LeakCheck[];
  readonly stages: readonly StudyStage[];
  readonly artifacts: readonly (StudyArtifact & { readonly role: string })[];
  readonly versions: Readonly<Record<string, string>>;
  /** Device that students trained on; empty before the first job. */
  readonly device: string;
}

export type StudyRecord = JobRecord<StudySpec__Output, StudyDocument>;
export type StudyLease = Lease<StudySpec__Output, StudyDocument, StudyEvent>;
export type StudyQueue = JobQueue<StudySpec__Output, StudyDocument, StudyEvent>;

/** Cells are written where they belong before their event is. */
export const projectEvent = (document: StudyDocument, event: StudyEvent): StudyDocument =>
  'progress' in event ? { ...document, progress: event.progress } : document;
