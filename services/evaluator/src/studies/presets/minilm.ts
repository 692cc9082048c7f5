import type { BitextSource, JobSpec } from '@optical/contracts/distiller';
import type { StudySpec } from '@optical/contracts/evaluator';

/** Name under which all-MiniLM-L6-v2 is registered. */
export const miniLmTeacher = 'teacher/minilm';

/**
 * The default recipe: the teacher's layers and vocabulary, extended by words and pieces of the language that word
 * alignment gives vectors, then a short training on pairs that fit 32 tokens, without dropout.
 */
export function defaultTemplate(bitext: readonly BitextSource[], steps: number): JobSpec {
  return {
    student: {
      teacher: miniLmTeacher,
      bitext: [...bitext],
      initialization: { aligned: {} },
      maxTokens: 32,
      heldOutPairs: 256,
    },
    optimizer: { learningRate: 1e-4 },
    schedule: { steps, warmupSteps: Math.min(6, steps) },
    batch: { examples: 32 },
  };
}

export const defaultVocabulary: NonNullable<StudySpec['trainVocabulary']> = {
  name: 'vocabulary/study',
  lowercase: true,
};
