import { z } from 'zod';
import type { ArtifactKind } from '../registry/artifact.ts';
import { languageTag } from './language.ts';

/** Name of the file that holds a vocabulary. */
export const tokenizerFileName = 'tokenizer.json';

const share = z.number().min(0).max(1);

/** How well the vocabulary covers one language: optical.tokenizer.v1.LanguageCoverage. */
const coverage = z.object({
  language: languageTag,
  texts: z.int(),
  words: z.int(),
  characters: z.int(),
  tokens: z.int(),
  tokensPerWord: z.number(),
  tokensPerCharacter: z.number(),
  unknownRate: share,
  wholeWordRate: share,
  distinctTokens: z.int(),
  referenceCoverage: share.optional(),
  lowResource: z.boolean(),
  lowResourceRule: z.string(),
});

const vocabularyMetadata = z.object({
  /** How it splits words into tokens. */
  model: z.enum(['bpe', 'unigram', 'wordpiece', 'word-level']),
  /** Tokens, special ones included. */
  size: z.int().positive(),
  /** In the order of their ids. */
  specialTokens: z.array(z.object({ token: z.string(), id: z.int().nonnegative() })),
  /** Measured at training, per language; empty when it was imported. */
  coverage: z.array(coverage),
});

export type VocabularyMetadata = z.infer<typeof vocabularyMetadata>;

/** A tokenizer.json. What it was trained from is the lineage's `configuration` and `seed`; absent when imported. */
export const vocabularyKind: ArtifactKind<VocabularyMetadata> = { name: 'vocabulary', metadata: vocabularyMetadata };
