import type { EncoderCheckpoint } from '@optical/checkpoints';
import type { EncoderConfig } from '@optical/encoder';
import type { MalformedRecord } from '@optical/datasets';
import type { TrainingSpec } from '../spec/training-spec.ts';
import type { ResolvedReference } from '../ports/resources.ts';

/** What the check of one data set found; the wire's `BitextReport`. Examples are counted after the steps before them. */
export interface DataReport {
  readonly dataset: ResolvedReference;
  /** BCP 47. */
  readonly language: string;
  readonly read: number;
  readonly malformed: number;
  /** The first malformed records, with file and line. */
  readonly malformedExamples: readonly MalformedRecord[];
  readonly duplicates: number;
  /** Left out because they contain texts of an evaluation set. */
  readonly leaked: number;
  /** Whose English side (a teacher's query) exceeds the length. */
  readonly longSource: number;
  /** Whose foreign side (a teacher's passage) exceeds the length. */
  readonly longTarget: number;
  readonly fitting: number;
  /** Used for training, after the budget. */
  readonly training: number;
  readonly heldOut: number;
}

/** A training that can begin: the data are read and tokenised, everything has been checked. */
export interface TrainingPlan {
  readonly spec: TrainingSpec;
  /** Steps to make; 0 with nothing to train. */
  readonly totalSteps: number;
  /** In the order of the specification's data. */
  readonly reports: readonly DataReport[];
  /** What is trained. */
  readonly architecture: EncoderConfig;
  /** What the training reads, with digests: `teacher`, `initial-model`, `vocabulary`, `data`. */
  readonly inputs: readonly (ResolvedReference & { readonly role: string })[];
  /** sha256 of the specification and the digests of the inputs: a checkpoint of another plan is not continued. */
  readonly digest: string;
}

/** What a training came to. */
export interface TrainingResult {
  /**
   * `completed`: all steps, or ended by patience or the time limit; `stopped`: by an alarm; `interrupted`: by the
   * signal, with a checkpoint from which another run goes on.
   */
  readonly outcome: 'completed' | 'stopped' | 'interrupted';
  /** Why it ended before its last step, in words. */
  readonly reason?: string;
  /** Steps done. */
  readonly step: number;
  /** The state with the lowest held-out loss, or the last one where none is measured. Absent when interrupted. */
  readonly best?: { readonly step: number; readonly heldOutLoss?: number; readonly checkpoint: EncoderCheckpoint };
}
