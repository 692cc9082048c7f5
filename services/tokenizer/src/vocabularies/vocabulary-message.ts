import { tokenizerFileName } from '@optical/artifacts';
import type { Artifact, ArtifactRegistry, ArtifactVersion, VocabularyMetadata } from '@optical/artifacts';
import { timestampFromDate } from '@optical/contracts';
import type * as common from '@optical/contracts/common';
import type { SegmentationModel, Vocabulary, VocabularySpec } from '@optical/contracts/tokenizer';
import type { CompleteSpec } from '@optical/tokenizers';

export const segmentationModels = {
  bpe: 'SEGMENTATION_MODEL_BPE',
  unigram: 'SEGMENTATION_MODEL_UNIGRAM',
  wordpiece: 'SEGMENTATION_MODEL_WORDPIECE',
  'word-level': 'SEGMENTATION_MODEL_WORD_LEVEL',
} as const satisfies Record<VocabularyMetadata['model'], SegmentationModel>;

/** A registered vocabulary, with aliases. */
export async function describeVocabulary(
  artifacts: ArtifactRegistry,
  { version, metadata, manifest, lineage }: Artifact<VocabularyMetadata>,
): Promise<Vocabulary> {
  const aliases = await artifacts.aliases(version.name);
  const spec = lineage.configuration as unknown as CompleteSpec | undefined;
  return {
    version: versionMessage(version),
    model: segmentationModels[metadata.model],
    size: metadata.size,
    specialTokens: metadata.specialTokens,
    ...(spec && { spec: specMessage(version.name, spec) }),
    coverage: metadata.coverage.map(({ referenceCoverage, ...measured }) => ({
      ...measured,
      ...(referenceCoverage !== undefined && { referenceCoverage }),
    })),
    tokenizerDigest: manifest.files.find(({ path }) => path === tokenizerFileName)!.sha256,
    aliases: aliases.map(({ alias, digest, previousDigest = '', updateTime }) => ({
      alias,
      digest,
      previousDigest,
      updateTime: timestampFromDate(updateTime),
    })),
  };
}

export function versionMessage({ name, digest, alias = '', createTime }: ArtifactVersion): common.ArtifactVersion {
  return { name, digest, alias, createTime: timestampFromDate(createTime) };
}

function specMessage(name: string, { model, specialTokens, ...spec }: CompleteSpec): VocabularySpec {
  return { ...spec, name, model: segmentationModels[model], specialTokens: [...specialTokens] };
}
