import { OpticalError } from '@optical/errors';
import { z } from 'zod';
import { openManifest } from '../manifest/manifest.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { nameOfPath } from '../naming/names.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { EntryLog } from './entry-log.ts';
import type { LogEntry } from './entry-log.ts';
import { manifestKey, versionsFolder, versionsOf } from './keys.ts';

const versionSchema = z.object({
  digest: z.string(),
  kind: z.string(),
  createTime: z.iso.datetime(),
});

export type VersionEntry = LogEntry<z.infer<typeof versionSchema>>;

/** Which versions each name has, and their manifests. */
export class VersionIndex {
  readonly #store: ObjectStore;
  readonly #log: EntryLog<z.infer<typeof versionSchema>>;
  readonly #manifests = new Map<string, Manifest>();

  constructor(store: ObjectStore) {
    this.#store = store;
    this.#log = new EntryLog(store, versionSchema);
  }

  /** Versions of a name, oldest first; none when the name is not known. */
  versions(name: string): Promise<VersionEntry[]> {
    return this.#log.read(versionsOf(name));
  }

  /** All versions by name, each oldest first. */
  async all(): Promise<Map<string, VersionEntry[]>> {
    const logs = await this.#log.readAll(versionsFolder);
    return new Map(
      [...logs].map(([folder, entries]) => [nameOfPath(folder.slice(versionsFolder.length + 1)), entries]),
    );
  }

  /** Registers the version as the newest of its name; one that is there already stays what it is. */
  async add(name: string, digest: string, kind: string): Promise<VersionEntry> {
    for (;;) {
      const entries = await this.versions(name);
      const present = entries.find(({ value }) => value.digest === digest);
      if (present !== undefined) {
        // Seen as new again by the garbage collection.
        if (await this.#store.touch(present.key)) return present;
        continue;
      }
      const last = entries.at(-1);
      // Clocks may go back; the order of versions does not.
      const time = Math.max(Date.now(), last === undefined ? 0 : Date.parse(last.value.createTime));
      const value = { digest, kind, createTime: new Date(time).toISOString() };
      await this.#log.append(versionsOf(name), last?.sequence ?? 0, value);
    }
  }

  remove(entry: VersionEntry): Promise<boolean> {
    return this.#log.remove(entry.key);
  }

  /** @throws OpticalError `data-loss` when it is damaged or gone, naming the file and its digest. */
  async manifest(digest: string): Promise<Manifest> {
    const known = this.#manifests.get(digest);
    if (known !== undefined) return known;
    const bytes = await this.#store.read(manifestKey(digest));
    const manifest = bytes && openManifest(bytes, digest);
    if (manifest !== undefined) {
      if (this.#manifests.size >= 10_000) this.#manifests.clear();
      this.#manifests.set(digest, manifest);
      return manifest;
    }
    const problem = bytes === undefined ? 'is missing' : 'has other content';
    const message = `artifact store: ${manifestKey(digest)} ${problem}, expected sha256 ${digest}; publish it again`;
    throw new OpticalError('data-loss', message);
  }
}
