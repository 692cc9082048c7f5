import { z } from 'zod';
import type { ArtifactKind } from '../registry/artifact.ts';
import { languageTag } from './language.ts';

const count = z.int().positive();

const modelMetadata = z.object({
  /** Encodes queries and passages and defines a space; encodes queries into its teacher's space; starts training. */
  purpose: z.enum(['teacher', 'student', 'base']),
  /** Languages it was trained for. */
  languages: z.array(languageTag),
  architecture: z.object({
    /** As `model_type` of a Hugging Face config.json. */
    family: z.enum(['bert', 'xlm-roberta']),
    layers: count,
    hiddenSize: count,
    attentionHeads: count,
    feedForwardSize: count,
    /** Rows of the word table. */
    vocabularySize: count,
    /** Trainable numbers. */
    parameters: count,
    /** Longest sequence in tokens. */
    maxTokens: count,
  }),
  /** How texts become sequences; lengths in tokens, special ones included. */
  retrieval: z.object({
    queryTokens: count,
    passageTokens: count,
    queryAugmentation: z.boolean(),
    attendToMaskTokens: z.boolean(),
  }),
  /** Space its vectors live in; a student has its teacher's fingerprint. All vectors have length 1. */
  space: z.object({ fingerprint: z.string().regex(/^[0-9a-f]{64}$/), dims: count }),
  /** File with vectors to check the loaded model by (readReference of @optical/encoding). */
  referenceFile: z.string().optional(),
});

/** What the metadata of an encoder says. */
export type ModelMetadata = z.infer<typeof modelMetadata>;

/**
 * An encoder: its files are a directory that readEncoderCheckpoint of @optical/checkpoints opens. The lineage names its
 * `teacher`, `initial-model`, `vocabulary` and `data`. Published with publishModel of @optical/encoding.
 */
export const modelKind: ArtifactKind<ModelMetadata> = { name: 'model', metadata: modelMetadata };

/** The parts that inputs play in the lineage of a model. */
export const lineageRoles = {
  teacher: 'teacher',
  initialModel: 'initial-model',
  vocabulary: 'vocabulary',
  data: 'data',
} as const;
