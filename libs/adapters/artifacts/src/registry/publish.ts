import { failedPrecondition, invalidArgument } from '@optical/errors';
import { sealManifest } from '../manifest/manifest.ts';
import type { LineageInput, SealedManifest } from '../manifest/manifest.ts';
import { requireDigest, requireName } from '../naming/names.ts';
import { hashContent } from '../store/hash-content.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { ArtifactKind } from './artifact.ts';
import { blobKey, manifestKey } from './keys.ts';
import { fillFolder, readFolder, requireActive, withStagingFolder } from './staging.ts';
import type { ArtifactFiles, StagedFile } from './staging.ts';
import type { VersionEntry, VersionIndex } from './version-index.ts';

/** What becomes an artifact. */
export interface Publication<M> {
  /** Such as `student/hi`. */
  readonly name: string;
  readonly kind: ArtifactKind<M>;
  /** A folder, of which the files are copied, or a callback that writes them into an empty folder. */
  readonly files: ArtifactFiles;
  /** May depend on the files, of which it gets the folder before they are read; it may add some. */
  readonly metadata: M | ((folder: string) => Promise<M>);
  readonly lineage?: LineageInput;
  /** Stops before the version is registered. */
  readonly signal?: AbortSignal;
}

/**
 * Stores files, then the manifest, then registers the version: whoever sees the version finds all of it. What a process
 * leaves that dies in between is invisible, is used by the next publication of the same files, or is collected.
 */
export async function publish<M>(
  store: ObjectStore,
  versions: VersionIndex,
  stagingFolder: string,
  { name, kind, files, metadata, lineage = {}, signal }: Publication<M>,
): Promise<{ entry: VersionEntry; sealed: SealedManifest }> {
  requireName(name);
  if (!isOfFiles(metadata)) requireMetadata(kind, metadata);
  await requireInputs(store, lineage);
  requireActive(signal);
  return withStagingFolder(stagingFolder, async (folder) => {
    await fillFolder(files, folder, signal);
    const described = isOfFiles(metadata) ? await metadata(folder) : metadata;
    requireMetadata(kind, described);
    const staged = await readFolder(folder, signal);
    const entries = staged.map(({ path, size, sha256 }) => ({ path, size, sha256 }));
    const sealed = sealManifest({ kind: kind.name, files: entries, metadata: described, lineage });
    await addContent(store, staged, sealed, signal);
    requireActive(signal);
    const entry = await versions.add(name, sealed.digest, kind.name);
    // A collection that ran meanwhile may have taken an old object for garbage just before it was needed again.
    await addContent(store, staged, sealed, undefined, false);
    return { entry, sealed };
  });
}

/** Metadata is JSON, never a function of its own. */
function isOfFiles<M>(metadata: Publication<M>['metadata']): metadata is (folder: string) => Promise<M> {
  return typeof metadata === 'function';
}

async function addContent(
  store: ObjectStore,
  files: readonly StagedFile[],
  { bytes, digest }: SealedManifest,
  signal: AbortSignal | undefined,
  check = true,
): Promise<void> {
  for (const { sha256, size, local } of files) {
    requireActive(signal);
    const key = blobKey(sha256);
    if (await store.touch(key)) {
      if (check && !(await isIntact(store, key, sha256, size))) await store.addFile(key, local, { replace: true });
    } else await store.addFile(key, local);
  }
  const key = manifestKey(digest);
  if (await store.touch(key)) {
    if (!check || Buffer.from(bytes).equals((await store.read(key)) ?? new Uint8Array())) return;
    await store.delete(key);
  }
  await store.add(key, bytes);
}

async function isIntact(store: ObjectStore, key: string, sha256: string, size: number): Promise<boolean> {
  if ((await store.stat(key))?.size !== size) return false;
  const content = await store.open(key);
  return content !== undefined && (await hashContent(content)).sha256 === sha256;
}

function requireMetadata<M>({ name, metadata: schema }: ArtifactKind<M>, metadata: M): void {
  const [issue] = schema.safeParse(metadata).error?.issues ?? [];
  if (issue === undefined) return;
  const field = ['metadata', ...issue.path].join('.');
  throw invalidArgument({ field, description: `does not describe a ${name}: ${issue.message}` });
}

async function requireInputs(store: ObjectStore, { inputs = [] }: LineageInput): Promise<void> {
  for (const [index, { role, name, digest }] of inputs.entries()) {
    requireName(name, `lineage.inputs[${index}].name`);
    requireDigest(digest, `lineage.inputs[${index}].digest`);
    if ((await store.stat(manifestKey(digest))) !== undefined) continue;
    throw failedPrecondition(`lineage: the ${role} ${name}@${digest} is not in the artifact store`);
  }
}
