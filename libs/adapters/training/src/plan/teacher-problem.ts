import type { IdSequences } from '@optical/alignment';
import type { CheckpointTokenizer, EncoderCheckpoint } from '@optical/checkpoints';
import type { EncoderConfig, SequenceLayout, Weights } from '@optical/encoder';
import type { OrderedSource } from '../data/example-order.ts';
import type { ResolvedModel, TrainingResources } from '../ports/resources.ts';
import type { TeacherTask } from '../spec/training-spec.ts';
import type { Workbench } from '../worker/workbench.ts';

/** An encoder before it is trained on relevance. */
export interface TeacherStart {
  readonly architecture: EncoderConfig;
  readonly tokenizer: CheckpointTokenizer;
  /** The model it starts from; absent for a new encoder. */
  readonly model?: ResolvedModel;
  readonly initialise: (workbench: Workbench, signal?: AbortSignal) => Promise<Weights>;
  readonly checkpointOf: (weights: Weights) => EncoderCheckpoint;
}

/** All that the training of a teacher reads. */
export interface TeacherProblem {
  readonly kind: 'teacher';
  readonly task: TeacherTask;
  readonly resources: TrainingResources;
  readonly start: TeacherStart;
  readonly layout: SequenceLayout;
  /** Ids without special tokens, one query per example. */
  readonly queries: IdSequences;
  /** Different passages. */
  readonly passages: IdSequences;
  /** The passage that answers each query. */
  readonly positives: Int32Array;
  /** Passages that do not, at most as many as the task has hard negatives. */
  readonly negatives: readonly Int32Array[];
  readonly sources: readonly OrderedSource[];
  readonly lengths: { readonly query: number; readonly passage: number };
}
