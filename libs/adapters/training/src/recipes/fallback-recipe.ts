import type { TrainingSpec } from '../spec/training-spec.ts';
import { recipeDefaults } from './common.ts';
import type { VocabularyRecipe } from './common.ts';

/** How to come to a teacher with neither weights nor network: a vocabulary of the questions and passages, a training. */
export interface TeacherRecipe {
  readonly vocabulary: VocabularyRecipe;
  readonly spec: TrainingSpec;
}

export interface FallbackOptions {
  /** Reference under which the recipe's vocabulary is registered. */
  readonly vocabulary: string;
  /** Default `squad`: the development set without XQuAD's paragraphs. */
  readonly dataset?: string;
  /** Default 100. */
  readonly steps?: number;
  readonly seed?: number;
}

/** The fallback recipe: an encoder of 4 layers of 256, passages of 180 tokens, 100 steps of 32 questions. */
export function fallbackTeacherRecipe(options: FallbackOptions): TeacherRecipe {
  const { vocabulary, dataset = 'squad', steps = 100, seed = 0 } = options;
  return {
    vocabulary: { model: 'bpe', size: 16_000, lowercase: true, stripAccents: false },
    spec: {
      ...recipeDefaults,
      optimizer: { ...recipeDefaults.optimizer, learningRate: 5e-4 },
      seed,
      task: {
        kind: 'teacher',
        data: [{ dataset, language: 'en', maxExamples: 0, weight: 0 }],
        initialWeights: {
          architecture: {
            vocabulary,
            layers: 4,
            hiddenSize: 256,
            attentionHeads: 4,
            intermediateSize: 1024,
            dims: 256,
          },
        },
        freezePassages: false,
        queryTokens: 32,
        passageTokens: 180,
        hardNegatives: 0,
        temperature: 1,
        allowEvaluationData: false,
      },
      schedule: { steps, warmupSteps: Math.min(10, steps), decay: 'linear', maxSeconds: 0, patience: 0 },
    },
  };
}
