import type { InferenceSession } from 'onnxruntime-node';
import type { Tensors } from '../thread/transfer.ts';

/** The tensors that one step hands to the next, and where they live. */
export interface TrainingState {
  /**
   * Runs one call of the model on the current state and makes what it wrote the current state.
   * @returns the metrics, in memory that the next step overwrites
   */
  step(feeds: InferenceSession.FeedsType): Promise<Tensors>;
  /** A copy of the current state. */
  read(): Promise<Tensors>;
  /** Replaces the tensors given. */
  write(tensors: Tensors): Promise<void>;
  dispose(): void;
}
