import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from '../store/file-system.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { AliasIndex } from './alias-index.ts';
import { blobKey, blobsFolder, manifestKey, manifestsFolder } from './keys.ts';
import type { VersionEntry, VersionIndex } from './version-index.ts';

export interface CollectOptions {
  /** What is younger stays, in milliseconds: it may belong to work in progress. Default a day. */
  readonly minimumAgeMs?: number;
  /** Versions are removed only of names that begin with this; undefined removes none, only what no version needs. */
  readonly prefix?: string;
  /** Only tells what it would remove. */
  readonly dryRun?: boolean;
}

export interface CollectedGarbage {
  readonly versions: readonly { readonly name: string; readonly digest: string }[];
  /** Manifests and blobs. */
  readonly objects: number;
  /** Bytes of the manifests and blobs. */
  readonly bytes: number;
}

interface Sources {
  readonly store: ObjectStore;
  readonly versions: VersionIndex;
  readonly aliases: AliasIndex;
  /** Folders of local copies and of work in progress. */
  readonly localFolders: readonly string[];
}

const oneDayMs = 86_400_000;

/**
 * Removes versions that nothing refers to and then everything that no version needs. A version is referred to by an
 * alias (also as a place to roll back to), by its bare name when it is the newest, and by the lineage of what stays.
 */
export async function collectGarbage(sources: Sources, options: CollectOptions): Promise<CollectedGarbage> {
  const { store, versions } = sources;
  const { minimumAgeMs = oneDayMs, prefix, dryRun = false } = options;
  const isOld = (time: Date) => Date.now() - time.getTime() >= minimumAgeMs;

  const all = await versions.all();
  const removed = prefix === undefined ? [] : await removableVersions(sources, all, prefix, isOld);
  const gone: { name: string; digest: string }[] = [];
  for (const { name, entry } of removed) {
    if (dryRun || (await removeUnlessAliased(sources, name, entry))) gone.push({ name, digest: entry.value.digest });
  }

  const dropped = new Set(gone.map(({ name, digest }) => `${name}@${digest}`));
  const left = new Set<string>();
  for (const [name, entries] of dryRun ? all : await versions.all()) {
    for (const { value } of entries) if (!dropped.has(`${name}@${value.digest}`)) left.add(value.digest);
  }
  const needed = new Set([...left].map(manifestKey));
  for (const digest of left) {
    for (const { sha256 } of (await versions.manifest(digest)).files) needed.add(blobKey(sha256));
  }
  const objects = [...(await store.list(manifestsFolder)), ...(await store.list(blobsFolder))];
  let count = 0;
  let bytes = 0;
  for (const { key, size } of objects) {
    if (needed.has(key)) continue;
    const now = await store.stat(key);
    if (now === undefined || !isOld(now.modifiedTime)) continue;
    if (!dryRun && !(await store.delete(key))) continue;
    count += 1;
    bytes += size;
  }
  if (!dryRun) for (const folder of sources.localFolders) await sweep(folder, left, isOld);
  return { versions: gone, objects: count, bytes };
}

async function removableVersions(
  { store, versions, aliases }: Sources,
  all: ReadonlyMap<string, readonly VersionEntry[]>,
  prefix: string,
  isOld: (time: Date) => boolean,
): Promise<{ name: string; entry: VersionEntry }[]> {
  const reachable = await aliases.reachable();
  const candidates: { name: string; entry: VersionEntry }[] = [];
  const kept: string[] = [];
  for (const [name, entries] of all) {
    for (const entry of entries) {
      const isReferred = entry === entries.at(-1) || (reachable.get(name)?.has(entry.value.digest) ?? false);
      const touched = name.startsWith(prefix) && !isReferred ? await store.stat(entry.key) : undefined;
      if (touched !== undefined && isOld(touched.modifiedTime)) candidates.push({ name, entry });
      else kept.push(entry.value.digest);
    }
  }
  const inherited = await ancestors(versions, kept);
  return candidates.filter(({ entry }) => !inherited.has(entry.value.digest));
}

/** Everything that the lineage of these versions leads to. */
async function ancestors(versions: VersionIndex, digests: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  const open = [...digests];
  for (let digest = open.pop(); digest !== undefined; digest = open.pop()) {
    for (const input of (await versions.manifest(digest)).lineage.inputs) {
      if (found.has(input.digest)) continue;
      found.add(input.digest);
      open.push(input.digest);
    }
  }
  return found;
}

/** Takes the version out, and puts it back when an alias was moved to it meanwhile. */
export async function removeUnlessAliased(
  { versions, aliases }: Pick<Sources, 'versions' | 'aliases'>,
  name: string,
  entry: VersionEntry,
): Promise<boolean> {
  if (!(await versions.remove(entry))) return false;
  if (!(await aliases.reachableOf(name)).has(entry.value.digest)) return true;
  await versions.add(name, entry.value.digest, entry.value.kind);
  return false;
}

async function sweep(folder: string, left: ReadonlySet<string>, isOld: (time: Date) => boolean): Promise<void> {
  const entries = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  for (const entry of entries) {
    const found = await stat(path.join(folder, entry)).catch(() => undefined);
    if (found === undefined || !isOld(found.mtime) || left.has(entry)) continue;
    await rm(path.join(folder, entry), { recursive: true, force: true });
  }
}
