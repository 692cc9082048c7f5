import { dateFromTimestamp } from '@optical/contracts';
import type { ArtifactVersion__Output } from '@optical/contracts/common';
import type { Model__Output, ModelKind } from '@optical/contracts/teacher';
import { invalidArgument } from '@optical/errors';

const kinds = {
  teacher: 'MODEL_KIND_TEACHER',
  student: 'MODEL_KIND_STUDENT',
  base: 'MODEL_KIND_BASE',
} as const satisfies Record<string, ModelKind>;

export const kindNames = Object.keys(kinds);

/** @throws OpticalError invalid-argument for a word that names no kind */
export function kindOf(word: string): ModelKind {
  if (Object.hasOwn(kinds, word)) return kinds[word as keyof typeof kinds];
  const description = `${JSON.stringify(word)} is none of ${kindNames.join(', ')}`;
  throw invalidArgument({ field: '--kind', description });
}

/** A model as the command prints it: the message of the contract with plain kinds and ISO 8601 times. */
export function viewModel(model: Model__Output) {
  const { version, kind, lineage, vocabulary, aliases, ...rest } = model;
  return {
    ...viewVersion(version!),
    kind: kindNames.find((name) => kinds[name as keyof typeof kinds] === kind) ?? kind,
    createTime: version?.createTime ? dateFromTimestamp(version.createTime).toISOString() : undefined,
    ...rest,
    ...(vocabulary && { vocabulary: viewVersion(vocabulary) }),
    lineage: {
      ...lineage,
      teacher: lineage?.teacher ? viewVersion(lineage.teacher) : undefined,
      initialModel: lineage?.initialModel ? viewVersion(lineage.initialModel) : undefined,
      datasets: lineage?.datasets.map(viewVersion) ?? [],
    },
    aliases: aliases.map(({ alias, digest, previousDigest }) => ({
      alias,
      digest,
      ...(previousDigest !== '' && { previousDigest }),
    })),
  };
}

export type ModelView = ReturnType<typeof viewModel>;

function viewVersion({ name, digest, alias }: ArtifactVersion__Output) {
  return { name, digest, ...(alias !== '' && { alias }) };
}

/** Enough of a digest to tell versions apart; `name@digest` takes it. */
export const shortDigest = (digest: string): string => digest.slice(0, 12);

/** Aliases that point to this very version. */
export const ownAliases = ({ digest, aliases }: ModelView): string[] =>
  aliases.filter((alias) => alias.digest === digest).map(({ alias }) => alias);
