import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { failedPrecondition, OpticalError } from '@optical/errors';
import { mayBeginDigest, parseReference, requireAlias, requireDigest, requireName } from '../naming/names.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { DirectoryStore } from '../store/directory-store.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { AliasIndex } from './alias-index.ts';
import type { AliasMove } from './alias-index.ts';
import type { Artifact, ArtifactAlias, ArtifactKind, ArtifactVersion, LocalArtifact } from './artifact.ts';
import { collectGarbage, removeUnlessAliased } from './collect-garbage.ts';
import type { CollectedGarbage, CollectOptions } from './collect-garbage.ts';
import { listVersions, versionOf } from './list-versions.ts';
import type { ArtifactPage, ListOptions } from './list-versions.ts';
import { LocalCopies } from './local-copies.ts';
import { missing, missingName } from './not-found.ts';
import { publish } from './publish.ts';
import type { Publication } from './publish.ts';
import { verifyArtifacts } from './verify-artifacts.ts';
import type { DamagedFile } from './verify-artifacts.ts';
import { VersionIndex } from './version-index.ts';

export interface MoveAlias {
  readonly name: string;
  readonly alias: string;
  /** Version to point to. */
  readonly digest: string;
  /** Digest the alias must point to before; null when there must be no such alias. Unset moves always. */
  readonly expectedDigest?: string | null;
}

export interface WatchAlias {
  readonly name: string;
  readonly alias: string;
  /** Milliseconds between two looks. Default 1,000. */
  readonly intervalMs?: number;
  /** Ends the watch. */
  readonly signal: AbortSignal;
}

/**
 * Versions of named artifacts, each immutable and named by the digest of its content, and aliases that move among them.
 * Any number of processes may use one store at once; each change appears whole or not at all, also after kill -9.
 */
export class ArtifactRegistry {
  readonly #store: ObjectStore;
  readonly #versions: VersionIndex;
  readonly #aliases: AliasIndex;
  readonly #copies: LocalCopies;
  readonly #staging: string;
  readonly #localFolders: readonly string[];

  /** `localFolder` is where local copies and files in the making live; on the file system of the store they are links. */
  constructor(store: ObjectStore, localFolder: string) {
    this.#store = store;
    this.#versions = new VersionIndex(store);
    this.#aliases = new AliasIndex(store);
    const copies = path.resolve(localFolder, 'copies');
    this.#copies = new LocalCopies(store, copies);
    this.#staging = path.resolve(localFolder, 'staging');
    this.#localFolders = [copies, this.#staging, path.resolve(localFolder, 'tmp')];
  }

  /**
   * Stores files and registers them as the newest version of the name. The same files, metadata and lineage are the
   * same version: publishing them again returns it (and repairs a file that was damaged).
   * @throws OpticalError `invalid-argument` (name, metadata, files), `failed-precondition` (no files, unknown lineage),
   *   `cancelled`, `unavailable` (the store); what the callback throws is passed on.
   */
  async publish<M>(publication: Publication<M>): Promise<Artifact<M>> {
    const { entry, sealed } = await publish(this.#store, this.#versions, this.#staging, publication);
    return readAs(publication.kind, versionOf(publication.name, entry), sealed.manifest);
  }

  /**
   * Registers a version as the newest of another name, too: the same files, metadata and lineage, one digest.
   * @throws OpticalError `invalid-argument` for the name, `not-found` for the version
   */
  async addName(name: string, reference: string): Promise<ArtifactVersion> {
    requireName(name);
    const { digest, kind } = await this.#version(reference);
    return versionOf(name, await this.#versions.add(name, digest, kind));
  }

  /**
   * The version that `name`, `name@alias` or `name@digest` (8 digits or more) means now, without its files.
   * @throws OpticalError `not-found` (naming what exists nearby), `failed-precondition` (another kind), `data-loss`.
   */
  async find(reference: string): Promise<Artifact>;
  async find<M>(reference: string, kind: ArtifactKind<M>): Promise<Artifact<M>>;
  async find<M>(reference: string, kind?: ArtifactKind<M>): Promise<Artifact<M> | Artifact> {
    const version = await this.#version(reference, kind?.name);
    const manifest = await this.#versions.manifest(version.digest);
    return kind === undefined ? unread(version, manifest) : readAs(kind, version, manifest);
  }

  /**
   * Like `find`, with the files in a local folder, each checked against the manifest.
   * @throws OpticalError as `find`; `data-loss` names the damaged file and the digest that was expected.
   */
  async resolve(reference: string): Promise<LocalArtifact>;
  async resolve<M>(reference: string, kind: ArtifactKind<M>): Promise<LocalArtifact<M>>;
  async resolve<M>(reference: string, kind?: ArtifactKind<M>): Promise<LocalArtifact<M> | LocalArtifact> {
    const found = kind === undefined ? await this.find(reference) : await this.find(reference, kind);
    const { name, digest } = found.version;
    return { ...found, directory: await this.#copies.provide(name, digest, found.manifest) };
  }

  /** Versions, newest first. @throws OpticalError `invalid-argument` for the page size or token. */
  async list(options: ListOptions = {}): Promise<ArtifactPage> {
    const read = async (version: ArtifactVersion) => unread(version, await this.#versions.manifest(version.digest));
    return listVersions(await this.#versions.all(), read, options);
  }

  /** Aliases of a name, in alphabetical order. */
  async aliases(name: string): Promise<ArtifactAlias[]> {
    return this.#aliases.of(requireName(name));
  }

  /** Every move of an alias, oldest first. */
  async aliasHistory(name: string, alias: string): Promise<AliasMove[]> {
    return this.#aliases.history(requireName(name), requireAlias(alias));
  }

  /**
   * Points an alias to a version. Pointing it to where it points already changes nothing.
   * @throws OpticalError `not-found` for the version, `aborted` when the alias does not point to `expectedDigest`.
   */
  async setAlias({ name, alias, digest, expectedDigest }: MoveAlias): Promise<ArtifactAlias> {
    requireAlias(alias);
    await this.#version(`${requireName(name)}@${requireDigest(digest)}`);
    await this.#aliases.move(name, alias, digest, expectedDigest);
    // The version may have been removed at the same moment; whoever removes it looks at the aliases afterwards.
    if (!(await this.#versions.versions(name)).some(({ value }) => value.digest === digest)) {
      await this.#aliases.move(name, alias, null, digest);
      throw missing('version', `${name}@${digest}`, 'it was removed meanwhile');
    }
    return this.#alias(name, alias);
  }

  /**
   * Points an alias back to where it was before its last move; again, further back.
   * @throws OpticalError `not-found` for the alias, `aborted` when it does not point to `expectedDigest`,
   *   `failed-precondition` when it has been nowhere else.
   */
  async rollbackAlias({ name, alias, expectedDigest }: Omit<MoveAlias, 'digest'>): Promise<ArtifactAlias> {
    await this.#alias(requireName(name), requireAlias(alias));
    await this.#aliases.rollback(name, alias, expectedDigest ?? undefined);
    return this.#alias(name, alias);
  }

  /** @throws OpticalError `not-found` */
  async removeAlias(name: string, alias: string): Promise<void> {
    await this.#alias(requireName(name), requireAlias(alias));
    await this.#aliases.move(name, alias, null);
  }

  /**
   * The version behind an alias at once and then each time that it moves; undefined while there is no such alias. Looks
   * at the store every `intervalMs`. Ends with the signal. Throws what the store throws.
   */
  async *watch({ name, alias, intervalMs = 1_000, signal }: WatchAlias): AsyncGenerator<ArtifactVersion | undefined> {
    requireName(name);
    requireAlias(alias);
    for (let seen: string | undefined | null = null; !signal.aborted;) {
      const digest = (await this.#aliases.get(name, alias))?.digest;
      if (digest !== seen) {
        const version = digest === undefined ? undefined : await this.#versionBehind(name, alias, digest);
        seen = digest;
        yield version;
      }
      await sleep(intervalMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /**
   * Removes a version; its files go with the next garbage collection.
   * @throws OpticalError `not-found`, `failed-precondition` when an alias points or may be rolled back to it.
   */
  async remove(name: string, digest: string): Promise<void> {
    await this.#version(`${requireName(name)}@${requireDigest(digest)}`);
    const entry = (await this.#versions.versions(name)).find(({ value }) => value.digest === digest);
    const isAliased = (await this.#aliases.reachableOf(name)).has(digest);
    if (entry === undefined) return;
    if (isAliased || !(await removeUnlessAliased({ versions: this.#versions, aliases: this.#aliases }, name, entry))) {
      throw failedPrecondition(
        `${name}@${digest} cannot be removed: an alias points to it or may be rolled back to it`,
      );
    }
  }

  /** Removes what nothing refers to, once it is old enough. */
  collectGarbage(options: CollectOptions = {}): Promise<CollectedGarbage> {
    const sources = { store: this.#store, versions: this.#versions, aliases: this.#aliases };
    return collectGarbage({ ...sources, localFolders: this.#localFolders }, options);
  }

  /** Reads everything that is stored for the versions whose names begin with `prefix` and tells what is damaged. */
  async verify(prefix = ''): Promise<readonly DamagedFile[]> {
    return verifyArtifacts(this.#store, await this.#versions.all(), prefix);
  }

  async #alias(name: string, alias: string): Promise<ArtifactAlias> {
    const found = await this.#aliases.get(name, alias);
    if (found !== undefined) return found;
    const others = (await this.#aliases.of(name)).map((other) => other.alias);
    throw missing('alias', `${name}@${alias}`, `aliases of ${name}: ${others.join(', ') || 'none'}`);
  }

  async #versionBehind(name: string, alias: string, digest: string): Promise<ArtifactVersion> {
    return { ...(await this.#version(`${name}@${digest}`)), alias };
  }

  async #version(reference: string, kind?: string): Promise<ArtifactVersion> {
    const { name, selector } = parseReference(reference);
    const entries = await this.#versions.versions(name);
    if (entries.length === 0) {
      const all = [...(await this.#versions.all())];
      const alike = all.filter(([, others]) => kind === undefined || others.some(({ value }) => value.kind === kind));
      throw missingName(
        kind ?? 'artifact',
        name,
        alike.map(([other]) => other),
      );
    }
    if (selector === undefined) return versionOf(name, entries.at(-1)!);
    if (!mayBeginDigest(selector)) {
      const { digest } = await this.#alias(name, selector);
      return { ...(await this.#version(`${name}@${digest}`, kind)), alias: selector };
    }
    const found = entries.filter(({ value }) => value.digest.startsWith(selector));
    if (found.length === 1) return versionOf(name, found[0]!);
    const newest = entries.slice(-3).map(({ value }) => value.digest);
    if (found.length === 0) throw missing('version', reference, `newest of ${name}: ${newest.reverse().join(', ')}`);
    const digests = found.map(({ value }) => value.digest).join(', ');
    throw new OpticalError('failed-precondition', `${reference} begins several digests: ${digests}`);
  }
}

export interface OpenArtifactsOptions {
  /** The store, shared by all services of a system; made when it is first written to. */
  readonly directory: string;
  /** Where local copies and files in the making live, such as a local disk when the store is a network's. Default the store. */
  readonly localDirectory?: string;
}

/** The registry of a directory. */
export function openArtifacts({ directory, localDirectory = directory }: OpenArtifactsOptions): ArtifactRegistry {
  return new ArtifactRegistry(new DirectoryStore(path.resolve(directory)), localDirectory);
}

function unread(version: ArtifactVersion, manifest: Manifest): Artifact {
  return { version, manifest, metadata: manifest.metadata, lineage: manifest.lineage };
}

function readAs<M>(kind: ArtifactKind<M>, version: ArtifactVersion, manifest: Manifest): Artifact<M> {
  const address = `${version.name}@${version.digest}`;
  if (manifest.kind !== kind.name) {
    throw failedPrecondition(`${address} is a ${manifest.kind}, expected a ${kind.name}`);
  }
  const parsed = kind.metadata.safeParse(manifest.metadata);
  if (parsed.success) return { version, manifest, metadata: parsed.data, lineage: manifest.lineage };
  const [issue] = parsed.error.issues;
  const problem = `${['metadata', ...(issue?.path ?? [])].join('.')}: ${issue?.message ?? 'wrong'}`;
  throw failedPrecondition(`${address} has metadata that this version of the software does not read: ${problem}`);
}
