import type { EncoderCheckpoint } from '@optical/checkpoints';
import type { Alarm } from '@optical/distillation';
import type { Validation } from './validation/validator.ts';

/** Something that happened in a training. Times are left to who records them. */
export type TrainingEvent =
  ProgressEvent | SnapshotEvent | ValidationEvent | CheckpointEvent | AlarmEvent | ResumeEvent;

/** The training advanced; the wire's `JobProgress`. Means are over the steps since the event before. */
export interface ProgressEvent {
  readonly type: 'progress';
  readonly progress: TrainingProgress;
}

export interface TrainingProgress {
  /** Optimisation steps done. */
  readonly step: number;
  readonly totalSteps: number;
  /** Examples seen, repetitions counted. */
  readonly examples: number;
  /** Mean loss. */
  readonly loss: number;
  /** Mean of each term, unweighted, in the order of the objectives; of a teacher none. */
  readonly objectiveLosses: readonly number[];
  readonly heldOutLoss?: number;
  readonly bestHeldOutLoss?: number;
  /** Largest marginal residual of the transport terms, mean. */
  readonly marginalResidual?: number;
  /** Plans that were not finite and were replaced, since the start. */
  readonly replacedPlans: number;
  readonly learningRate: number;
  /** Before clipping, mean. */
  readonly gradientNorm: number;
  /** Real tokens per second of training time. */
  readonly tokensPerSecond: number;
  readonly examplesPerSecond: number;
  /** To the end, without evaluation. */
  readonly etaSeconds?: number;
  readonly time: TrainingTime;
}

/** Wall-clock seconds since the start, all attempts together; the wire's `TrainingTime`. */
export interface TrainingTime {
  /** Data, teacher and steps; no evaluation. */
  readonly training: number;
  /** Part of `training`: waiting for data other than the teacher's vectors. */
  readonly data: number;
  /** Part of `training`: waiting for the teacher's vectors. */
  readonly teacher: number;
  /** Part of `training`: the steps themselves. */
  readonly steps: number;
  /** Part of `steps`: the transport solver, from a profile of one batch. */
  readonly solver?: number;
  /** Part of `steps`: the optimiser, likewise. */
  readonly optimizer?: number;
  /** Held-out loss. */
  readonly validation: number;
  /** Checkpoints and snapshots, as far as steps waited for them. */
  readonly checkpoints: number;
}

/** A state of the weights to be published; training waits until the listener's promise settles. */
export interface SnapshotEvent {
  readonly type: 'snapshot';
  readonly step: number;
  readonly examples: number;
  readonly trainingSeconds: number;
  readonly heldOutLoss?: number;
  readonly checkpoint: EncoderCheckpoint;
}

/** The state at a step was measured on held-out pairs. */
export interface ValidationEvent {
  readonly type: 'validation';
  readonly step: number;
  readonly validation: Validation;
}

/** A new attempt continues from here. */
export interface CheckpointEvent {
  readonly type: 'checkpoint';
  readonly step: number;
  /** sha256 of its manifest. */
  readonly digest: string;
  readonly heldOutLoss?: number;
  /** Whether it is the state with the lowest held-out loss so far. */
  readonly best: boolean;
}

export interface AlarmEvent {
  readonly type: 'alarm';
  readonly alarm: Alarm;
}

/** The training goes on from a checkpoint; checkpoints saved later that were damaged are named. */
export interface ResumeEvent {
  readonly type: 'resume';
  readonly step: number;
  /** Spent until that checkpoint, all attempts together. */
  readonly time: TrainingTime;
  readonly rejected: readonly { readonly path: string; readonly reason: string }[];
}

/** May return a promise; the training waits for it before it goes on. */
export type OnTrainingEvent = (event: TrainingEvent) => void | Promise<void>;
