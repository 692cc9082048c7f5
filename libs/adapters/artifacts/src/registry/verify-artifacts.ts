import { openManifest } from '../manifest/manifest.ts';
import { hashContent } from '../store/hash-content.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { blobKey, manifestKey } from './keys.ts';
import type { VersionEntry } from './version-index.ts';

/** Something that is stored for a version but not as it was published. */
export interface DamagedFile {
  readonly name: string;
  readonly digest: string;
  /** Path within the artifact; `manifest` for the manifest itself. */
  readonly file: string;
  readonly expectedSha256: string;
  /** `is missing`, or what it is instead. */
  readonly problem: string;
}

/** Reads every object that the versions need, each once. */
export async function verifyArtifacts(
  store: ObjectStore,
  all: ReadonlyMap<string, readonly VersionEntry[]>,
  prefix: string,
): Promise<DamagedFile[]> {
  const problems = new Map<string, Promise<string | undefined>>();
  const problemOf = (sha256: string): Promise<string | undefined> => {
    const known = problems.get(sha256) ?? checkBlob(store, sha256);
    problems.set(sha256, known);
    return known;
  };
  const damaged: DamagedFile[] = [];
  for (const [name, entries] of all) {
    if (!name.startsWith(prefix)) continue;
    for (const { value } of entries) {
      const { digest } = value;
      const report = (file: string, expectedSha256: string, problem: string) =>
        damaged.push({ name, digest, file, expectedSha256, problem });
      const bytes = await store.read(manifestKey(digest));
      const manifest = bytes && openManifest(bytes, digest);
      if (manifest === undefined) report('manifest', digest, bytes === undefined ? 'is missing' : 'has other content');
      for (const { path, sha256 } of manifest?.files ?? []) {
        const problem = await problemOf(sha256);
        if (problem !== undefined) report(path, sha256, problem);
      }
    }
  }
  return damaged;
}

async function checkBlob(store: ObjectStore, sha256: string): Promise<string | undefined> {
  const content = await store.open(blobKey(sha256));
  if (content === undefined) return 'is missing';
  const found = (await hashContent(content)).sha256;
  return found === sha256 ? undefined : `has sha256 ${found}`;
}
