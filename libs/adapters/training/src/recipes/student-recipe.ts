import type { TrainingSpec } from '../spec/training-spec.ts';
import { recipeDefaults } from './common.ts';
import type { VocabularyRecipe } from './common.ts';
import { studentArms } from './student-arms.ts';
import type { StudentArm } from './student-arms.ts';

/** How to come from bitext to a student: a vocabulary trained on its foreign side, then a training. */
export interface StudentRecipe {
  readonly language: string;
  readonly vocabulary: VocabularyRecipe;
  readonly spec: TrainingSpec;
}

export interface StudentRecipeOptions {
  /** Reference of the teacher. */
  readonly teacher: string;
  /** Reference under which the recipe's vocabulary is registered. */
  readonly vocabulary: string;
  /** Names of the bitext data sets of the language. */
  readonly bitext: readonly string[];
  /** Default `ot-contrastive`. */
  readonly arm?: StudentArm;
  /** Budget of pairs per bitext; 0, the default: all. */
  readonly maxPairs?: number;
  /** Default 80. */
  readonly steps?: number;
  readonly seed?: number;
}

/**
 * Scripts without spaces: their pieces are cut at no word boundary, and with fewer of them the alignment sees each often
 * enough (Thai with 8,000 tokens .595 on XQuAD, 4,000 .569, 2,000 .460).
 */
const unspaced = new Set(['th', 'zh', 'ja', 'lo', 'km', 'my']);

/**
 * The default recipe: the layers of all-MiniLM-L6-v2 under a vocabulary of the language, embeddings aligned by IBM
 * Model 1 with copies of equal surface forms, then a short training on pairs that fit 32 tokens, without dropout.
 * Training is short because the aligned start is near the end: more steps gain little.
 */
export function defaultStudentRecipe(language: string, options: StudentRecipeOptions): StudentRecipe {
  const { teacher, vocabulary, bitext, arm = 'ot-contrastive', maxPairs = 0, steps = 80, seed = 0 } = options;
  return {
    language,
    vocabulary: {
      model: 'bpe',
      size: unspaced.has(new Intl.Locale(language).language) ? 8_000 : 16_000,
      lowercase: true,
      stripAccents: false,
    },
    spec: {
      ...recipeDefaults,
      seed,
      task: {
        kind: 'student',
        teacher,
        vocabulary,
        bitext: bitext.map((dataset) => ({ dataset, language, maxPairs, weight: 0 })),
        objectives: studentArms[arm],
        initialization: {
          source: 'aligned',
          iterations: 5,
          minProbability: 0.05,
          keepEqualTokens: true,
          maxPairs: 0,
        },
        maxTokens: 32,
        longPairs: 'skip',
        queryAugmentation: false,
        heldOutPairs: 500,
        allowEvaluationData: false,
      },
      schedule: { steps, warmupSteps: Math.min(6, steps), decay: 'linear', maxSeconds: 0, patience: 0 },
    },
  };
}
