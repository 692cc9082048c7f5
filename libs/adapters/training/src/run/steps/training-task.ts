import type { EncoderCheckpoint } from '@optical/checkpoints';
import type { Weights } from '@optical/encoder';
import type { TrainingGraph } from '@optical/graph';
import type { PreparedBatch } from './prepared-batch.ts';
import type { Validation } from '../validation/validator.ts';

/** What the loop needs to know of what is trained. */
export interface TrainingTask extends AsyncDisposable {
  readonly graph: TrainingGraph;
  /**
   * What the shares of a step's time depend on. The size of the vocabulary does not count: of its table, a step reads and
   * updates the rows of the batch.
   */
  readonly timeKey: string;
  /** Names of the loss's terms among the metrics, without `loss.`. */
  readonly terms: readonly string[];
  /** The batches of so many steps from one on, the same whenever it is called. */
  batches(fromStep: number, steps: number): AsyncGenerator<TimedBatch, void, undefined>;
  /** Absent without held-out data. */
  readonly validate?: (weights: Weights) => Promise<Validation>;
  /** Weights as a model that can be stored. */
  checkpointOf(weights: Weights): EncoderCheckpoint;
}

export interface TimedBatch extends PreparedBatch {
  /** Seconds that making it waited for the teacher. */
  readonly teacherSeconds: number;
}
