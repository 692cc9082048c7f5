import type { MetricKind } from '../metrics/metric.ts';
import type { Resampling } from '../significance/resampling.ts';

/** Measures of a study: those of rankings, and the language bias of a pooled track. */
export interface StudyMetric {
  readonly kind: MetricKind | 'rank-distance';
  /** Results counted; 0: all. */
  readonly cutoff: number;
}

/** What is searched for what. */
export type StudyTrackKind = 'cross-lingual' | 'monolingual' | 'pooled' | 'known-item';

/** A collection with judged queries. */
export interface StudyTrack {
  readonly kind: StudyTrackKind;
  /** Name of the dataset, such as `xquad`. */
  readonly dataset: string;
  /** sha256 of its content, hexadecimal. Empty before it was read. */
  readonly digest: string;
  readonly passages: number;
  /** Languages in which it has queries; a study's other languages have no results on it. */
  readonly languages: readonly string[];
}

export const referenceMethods = ['zero-shot', 'teacher', 'translate-query', 'psq', 'bm25', 'triples'] as const;

/** Arms without distillation: see `ReferenceMethod` of the contract. */
export type StudyReferenceMethod = (typeof referenceMethods)[number];

/** One term of an arm's loss. */
export interface StudyObjective {
  /** Such as `ot-sinkhorn`. */
  readonly objective: string;
  readonly weight: number;
  /** Settings as given, names as in the contract; empty where all are defaults. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** An arm that trains students. */
export interface TrainedArm {
  readonly name: string;
  readonly objectives: readonly StudyObjective[];
}

export type StudyArm = { readonly name: string; readonly reference: StudyReferenceMethod } | TrainedArm;

/** What was to be studied, every default filled in. */
export interface StudySetup {
  /** Preset that it builds on; empty for none. */
  readonly preset: string;
  /** BCP 47. */
  readonly languages: readonly string[];
  readonly arms: readonly StudyArm[];
  readonly seeds: readonly number[];
  /** In pairs; 0: all. */
  readonly bitextBudgets: readonly number[];
  /** Names of the variations; `['']` where there is only the template. */
  readonly settings: readonly string[];
  /** Tried by every trained arm with its first seed. */
  readonly learningRates: readonly number[];
  /** The first one is the main one. */
  readonly tracks: readonly StudyTrack[];
  /** The first one is the main one. */
  readonly metrics: readonly StudyMetric[];
  /** Shares of the way from the start to the teacher, ascending. */
  readonly targets: readonly number[];
  readonly lowResource: { readonly maxPairs: number; readonly minTokensPerWord: number };
  readonly resampling: Required<Resampling>;
  readonly correction: 'holm' | 'benjamini-hochberg' | 'none';
  /** The whole specification as the JSON of the contract's `StudySpec`, for the record. */
  readonly specification: unknown;
}

export const isTrained = (arm: StudyArm): arm is TrainedArm => 'objectives' in arm;

/** Whether a term's loss is the cost of a transport plan: an `ot-` one, or `assignment`, whose plan is the exact optimum. */
const isTransport = ({ objective }: StudyObjective): boolean =>
  objective.startsWith('ot-') || objective === 'assignment';

/** Whether an arm's loss has a term of optimal transport: entropic, proximal, unbalanced, or an exact assignment. */
export const usesTransport = (arm: StudyArm): boolean => isTrained(arm) && arm.objectives.some(isTransport);

/**
 * What a trained arm says of optimal transport: `transport` alone, a `mixture` of it with other terms, or nothing
 * (`other`). What a mixture does may be due to its other terms, so that it is compared with these alone
 * (`mixtureRests`).
 */
export type TransportRole = 'transport' | 'mixture' | 'other';

export function transportRole({ objectives }: TrainedArm): TransportRole {
  if (objectives.every(isTransport)) return 'transport';
  return objectives.some(isTransport) ? 'mixture' : 'other';
}

/** Arms that are what is left of a mixture without its transport: those with the same other objectives, and no more. */
export function mixtureRests(mixture: TrainedArm, trained: readonly TrainedArm[]): TrainedArm[] {
  const namesOf = (objectives: readonly StudyObjective[]) => objectives.map(({ objective }) => objective).sort();
  const rest = namesOf(mixture.objectives.filter((term) => !isTransport(term))).join(' ');
  return trained.filter((arm) => namesOf(arm.objectives).join(' ') === rest);
}
