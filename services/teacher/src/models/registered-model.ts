import { lineageRoles, modelKind } from '@optical/artifacts';
import type {
  Artifact,
  ArtifactAlias,
  ArtifactReference,
  ArtifactRegistry,
  ArtifactVersion,
  ModelMetadata,
} from '@optical/artifacts';
import { timestampFromDate } from '@optical/contracts';
import type * as common from '@optical/contracts/common';
import type { Architecture, Lineage, Model, ModelKind } from '@optical/contracts/teacher';

/** What the handlers of the registry need. */
export interface ModelRegistry {
  readonly artifacts: ArtifactRegistry;
  /** Whether this process holds the version in memory. */
  readonly isLoaded: (digest: string) => boolean;
}

export const modelKinds = {
  teacher: 'MODEL_KIND_TEACHER',
  student: 'MODEL_KIND_STUDENT',
  base: 'MODEL_KIND_BASE',
} as const satisfies Record<ModelMetadata['purpose'], ModelKind>;

/** The purpose that a kind names; undefined for none. */
export function purposeOf(kind: ModelKind): ModelMetadata['purpose'] | undefined {
  return (Object.keys(modelKinds) as ModelMetadata['purpose'][]).find((purpose) => modelKinds[purpose] === kind);
}

/** @throws OpticalError not-found, or failed-precondition for an artifact that is no model */
export async function findModel(registry: ModelRegistry, reference: string): Promise<Model> {
  return describeModel(registry, await registry.artifacts.find(reference, modelKind));
}

/** The message that describes a registered model. */
export async function describeModel(
  { artifacts, isLoaded }: ModelRegistry,
  { version, metadata, lineage }: Artifact<ModelMetadata>,
): Promise<Model> {
  const inputs = (role: string) => lineage.inputs.filter((input) => input.role === role).map(referenceMessage);
  const [vocabulary] = inputs(lineageRoles.vocabulary);
  const [teacher] = inputs(lineageRoles.teacher);
  const [initialModel] = inputs(lineageRoles.initialModel);
  const { fingerprint, dims } = metadata.space;
  return {
    version: versionMessage(version),
    kind: modelKinds[metadata.purpose],
    architecture: architectureMessage(metadata),
    space: { fingerprint, dims, normalized: true },
    languages: metadata.languages,
    ...(vocabulary && { vocabulary }),
    lineage: {
      ...(teacher && { teacher }),
      ...(initialModel && { initialModel }),
      datasets: inputs(lineageRoles.data),
      jobId: lineage.jobId ?? '',
      step: lineage.step ?? 0,
      seed: lineage.seed ?? 0,
      codeVersion: lineage.codeVersion ?? '',
    } satisfies Lineage,
    aliases: (await artifacts.aliases(version.name)).map(aliasMessage),
    loaded: isLoaded(version.digest),
  };
}

export function versionMessage({ name, digest, alias = '', createTime }: ArtifactVersion): common.ArtifactVersion {
  return { name, digest, alias, createTime: timestampFromDate(createTime) };
}

export function aliasMessage({ alias, digest, previousDigest = '', updateTime }: ArtifactAlias): common.ArtifactAlias {
  return { alias, digest, previousDigest, updateTime: timestampFromDate(updateTime) };
}

const referenceMessage = ({ name, digest }: ArtifactReference): common.ArtifactVersion => ({ name, digest });

function architectureMessage({ architecture, retrieval }: ModelMetadata): Architecture {
  return {
    family: architecture.family,
    layers: architecture.layers,
    hiddenSize: architecture.hiddenSize,
    attentionHeads: architecture.attentionHeads,
    intermediateSize: architecture.feedForwardSize,
    vocabularySize: architecture.vocabularySize,
    parameters: architecture.parameters,
    maxTokens: architecture.maxTokens,
    queryTokens: retrieval.queryTokens,
    passageTokens: retrieval.passageTokens,
    queryAugmentation: retrieval.queryAugmentation,
    attendToMaskTokens: retrieval.attendToMaskTokens,
  };
}
