import type { StudyAnalysis } from './study-analysis.ts';
import type { StudyArtifact, StudyCell, StudyQueries } from './study-cells.ts';
import type { StudySetup } from './study-setup.ts';

export type StudyState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

/** What a trained arm tried before its cells, on held-out bitext of the language with the first seed. */
export interface LearningRateChoice {
  readonly arm: string;
  readonly language: string;
  readonly setting: string;
  readonly bitextBudget: number;
  readonly tried: readonly { readonly rate: number; readonly heldOutLoss: number; readonly jobId: string }[];
  readonly chosen: number;
}

/** How the vocabulary and the bitext cover a language, and whether it counts as low-resource. */
export interface LanguageCoverage {
  readonly language: string;
  readonly vocabulary: StudyArtifact;
  /** Tokens of it. */
  readonly vocabularySize: number;
  /** On the foreign side of the bitext. */
  readonly tokensPerWord: number;
  readonly charactersPerToken: number;
  /** Share of tokens that are unknown, 0 to 1. */
  readonly unknownShare: number;
  /** Pairs of the bitext that students can train on: clean, fitting, not held out. */
  readonly pairs: number;
  readonly lowResource: boolean;
  /** The condition of the rule that holds, in words; empty for a language that is not low-resource. */
  readonly reason: string;
}

/** A check that training data and evaluation data are apart; a study with one that failed has failed. */
export interface LeakCheck {
  /** What was checked, in words. */
  readonly what: string;
  readonly passed: boolean;
  /** Nothing speaks against it, nor for it; then it counts as passed. */
  readonly unknown?: boolean;
  /** What was found. */
  readonly detail: string;
}

/** Seconds of a part of the study that no cell owns, such as a vocabulary, or that all share. */
export interface StudyStage {
  readonly name: string;
  readonly seconds: number;
}

/** Everything that a study found so far; what a report shows is a function of it. Survives JSON: unset is absent or null. */
export interface StudyResult {
  readonly id: string;
  readonly displayName: string;
  readonly state: StudyState;
  /** Why it failed or was cancelled, in words. */
  readonly statusMessage: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** Expected before it began. */
  readonly plannedSeconds: number;
  /** W3C trace id of the call that created it. */
  readonly traceId: string;
  readonly setup: StudySetup;
  readonly cells: readonly StudyCell[];
  readonly queries: readonly StudyQueries[];
  readonly learningRates: readonly LearningRateChoice[];
  readonly coverage: readonly LanguageCoverage[];
  readonly leakChecks: readonly LeakCheck[];
  readonly stages: readonly StudyStage[];
  /** Teacher, vocabularies, data sets: what the numbers depend on. */
  readonly artifacts: readonly (StudyArtifact & { readonly role: string })[];
  /** Programs by name, such as `node`, `onnxruntime`, `distiller`. */
  readonly versions: Readonly<Record<string, string>>;
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    /** Bytes. */
    readonly memory: number;
    /** Where students trained, such as `cpu`. */
    readonly device: string;
  };
  readonly analysis: StudyAnalysis;
}
