import type { TrainingSpec } from '../spec/training-spec.ts';

/** What every recipe has in common. */
export const recipeDefaults: Omit<TrainingSpec, 'task' | 'seed' | 'schedule'> = {
  optimizer: {
    learningRate: 1e-4,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0.01,
    maxGradientNorm: 1,
    dropout: 0,
  },
  batch: { examples: 32, accumulation: 1 },
  checkpoints: {
    everySteps: 0,
    everySeconds: 60,
    heldOutEverySteps: 0,
    snapshotSteps: [],
    snapshots: 8,
  },
  alarms: [],
};

/** A vocabulary to train before a student or teacher: the settings of `trainVocabulary` of @optical/tokenizers. */
export interface VocabularyRecipe {
  readonly model: 'bpe';
  readonly size: number;
  readonly lowercase: boolean;
  readonly stripAccents: boolean;
}
