import type { JobSpec } from '@optical/contracts/distiller';
import type { VocabularySpec } from '@optical/contracts/tokenizer';

/** How to come to a teacher with neither weights nor network. */
export interface TeacherRecipe {
  readonly vocabulary: VocabularySpec;
  readonly spec: JobSpec;
}

/**
 * The fallback recipe: an encoder of 4 layers of 256 from scratch, 100 steps of 32 questions of SQuAD's development set
 * against passages of 180 tokens, without XQuAD's paragraphs.
 */
export const fallbackTeacherRecipe: TeacherRecipe = {
  vocabulary: { name: 'vocabulary/en', model: 'SEGMENTATION_MODEL_BPE', size: 16_000, lowercase: true },
  spec: {
    outputName: 'teacher/scratch',
    teacher: {
      data: [{ dataset: 'squad', language: 'en' }],
      architecture: { vocabulary: 'vocabulary/en', layers: 4, hiddenSize: 256, attentionHeads: 4, dims: 256 },
      passageTokens: 180,
    },
    optimizer: { learningRate: 5e-4 },
    schedule: { steps: 100 },
  },
};
