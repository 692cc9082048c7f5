import type { IdSequences } from '@optical/alignment';
import type { CheckpointTokenizer, EncoderCheckpoint } from '@optical/checkpoints';
import type { EncoderConfig, SequenceLayout } from '@optical/encoder';
import type { OrderedSource } from '../data/example-order.ts';
import type { ResolvedModel, TrainingResources } from '../ports/resources.ts';
import type { StudentTask } from '../spec/training-spec.ts';
import type { Workbench } from '../worker/workbench.ts';

/** A student before training, made when it is needed: a resumed training has its weights already. */
export interface StudentStart {
  readonly architecture: EncoderConfig;
  readonly tokenizer: CheckpointTokenizer;
  /** @param cacheFolder of what trainings with the same start compute once */
  readonly initialise: (workbench: Workbench, cacheFolder: string, signal?: AbortSignal) => Promise<EncoderCheckpoint>;
}

/** All that the training of a student reads. */
export interface StudentProblem {
  readonly kind: 'student';
  readonly task: StudentTask;
  readonly resources: TrainingResources;
  readonly teacher: ResolvedModel;
  readonly student: StudentStart;
  /** Of queries of both sides. */
  readonly layouts: { readonly teacher: SequenceLayout; readonly student: SequenceLayout };
  /** Pairs as ids without special tokens: those of training, source by source, then the held-out ones. */
  readonly english: IdSequences;
  readonly foreign: IdSequences;
  readonly sources: readonly OrderedSource[];
  readonly heldOut: { readonly first: number; readonly count: number };
  /** Positions of a batch's rows. */
  readonly lengths: { readonly teacher: number; readonly student: number };
}
