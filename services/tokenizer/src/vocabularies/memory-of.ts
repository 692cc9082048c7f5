import { modelKind, vocabularyKind } from '@optical/artifacts';
import type { ArtifactVersion, VocabularyMetadata } from '@optical/artifacts';

/** The library's cache of the last 10,000 words, and what stands around the tables. */
const baseBytes = 10e6;

/**
 * Tables per byte of the tokenizer.json, by model; a unigram model keeps a tree of all its pieces. Growth of resident
 * memory per further vocabulary that has read 8,000 texts: BPE 10 MB for a file of 1.9 MB and 52 MB for 4.2 MB (100 k
 * tokens), WordPiece 17 MB for .47 MB, unigram 461 MB for 9.5 MB (250 k pieces).
 */
const perFileByte: Readonly<Record<VocabularyMetadata['model'], number>> = {
  bpe: 10,
  wordpiece: 15,
  'word-level': 15,
  unigram: 50,
};

/** Estimated bytes of memory that a vocabulary in use takes. */
export const memoryOf = (model: VocabularyMetadata['model'], fileBytes: number): number =>
  Math.ceil(baseBytes + fileBytes * perFileByte[model]);

/** How a vocabulary, or the tokenizer of a model, splits words; of a model, what its family usually comes with. */
export function segmentationOf({ kind }: ArtifactVersion, metadata: unknown): VocabularyMetadata['model'] {
  if (kind === vocabularyKind.name) return vocabularyKind.metadata.parse(metadata).model;
  const { family } = modelKind.metadata.parse(metadata).architecture;
  return family === 'bert' ? 'wordpiece' : 'unigram';
}
