import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { tokenizerFileName, vocabularyKind } from '@optical/artifacts';
import type { Artifact, ArtifactRegistry, LineageInput, VocabularyMetadata } from '@optical/artifacts';
import type { LanguageCoverage, TextTokenizer } from '@optical/tokenizers';

/** What is registered under a name. */
export interface NewVocabulary {
  readonly name: string;
  readonly json: string | Uint8Array;
  /** The same, loaded. */
  readonly tokenizer: TextTokenizer;
  readonly coverage?: readonly LanguageCoverage[];
  readonly lineage?: LineageInput;
  readonly signal: AbortSignal;
}

/** Registers a vocabulary; the same content is the same version. */
export async function publishVocabulary(
  artifacts: ArtifactRegistry,
  { name, json, tokenizer, coverage = [], lineage = {}, signal }: NewVocabulary,
): Promise<Artifact<VocabularyMetadata>> {
  return artifacts.publish({
    name,
    kind: vocabularyKind,
    files: (folder) => writeFile(path.join(folder, tokenizerFileName), json),
    metadata: {
      model: tokenizer.model,
      size: tokenizer.size,
      specialTokens: tokenizer.specialTokens.map(({ token, id }) => ({ token, id })),
      coverage: [...coverage],
    },
    lineage,
    signal,
  });
}
