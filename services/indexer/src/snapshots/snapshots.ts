import type { Artifact, ArtifactRegistry } from '@optical/artifacts';
import { invalidArgument, OpticalError } from '@optical/errors';
import type { CollectionState, VectorEngine } from '@optical/vector-store';
import { snapshotKind } from './snapshot-kind.ts';
import type { SnapshotMetadata } from './snapshot-kind.ts';

export type SnapshotArtifact = Artifact<SnapshotMetadata>;

const mostListed = 100;

/** Copies of collections in the artifact registry. */
export class Snapshots {
  readonly #engine: VectorEngine;
  readonly #artifacts: ArtifactRegistry;
  readonly #running = new Map<string, Promise<SnapshotArtifact>>();

  constructor(engine: VectorEngine, artifacts: ArtifactRegistry) {
    this.#engine = engine;
    this.#artifacts = artifacts;
  }

  /**
   * @param name registry name; empty for the collection's own
   * @throws OpticalError `not-found`, `invalid-argument` when the request id made another snapshot
   */
  async take(nameOrAlias: string, name: string, requestId: string, signal: AbortSignal): Promise<SnapshotArtifact> {
    const { spec } = await this.#engine.find(nameOrAlias);
    const registryName = name === '' ? `snapshot/${spec.name}` : name;
    const before = this.#running.get(requestId);
    await before?.catch(() => undefined);
    const known = await this.#find(({ metadata }) => metadata.requestId === requestId, 1);
    if (known[0] !== undefined) return requireSame(known[0], spec.name, registryName);
    const taking = this.#publish(spec.name, registryName, requestId, signal);
    this.#running.set(requestId, taking);
    try {
      return await taking;
    } finally {
      this.#running.delete(requestId);
    }
  }

  /** Newest first, at most 100. */
  of(collection: string): Promise<readonly SnapshotArtifact[]> {
    return this.#find(({ metadata }) => metadata.collection === collection, mostListed);
  }

  /**
   * Makes a collection from a snapshot whose files are checked first.
   * @throws OpticalError `not-found`, `data-loss` naming a damaged file, `already-exists`
   */
  async restore(reference: string, collection: string, requestId: string): Promise<CollectionState> {
    const { version, directory } = await this.#artifacts.resolve(reference, snapshotKind);
    return this.#engine.import(directory, collection, requestId, `restore ${version.digest}`);
  }

  async #publish(collection: string, name: string, requestId: string, signal: AbortSignal): Promise<SnapshotArtifact> {
    let copied: { readonly version: number; readonly passages: number } | undefined;
    return this.#artifacts.publish({
      name,
      kind: snapshotKind,
      files: async (folder) => {
        copied = await this.#engine.export(collection, folder);
      },
      metadata: () => {
        if (copied === undefined) throw new OpticalError('internal', 'the snapshot has no files');
        return Promise.resolve({ collection, requestId, ...copied });
      },
      signal,
    });
  }

  async #find(accepts: (snapshot: SnapshotArtifact) => boolean, limit: number): Promise<SnapshotArtifact[]> {
    const parse = (artifact: Artifact): SnapshotArtifact | undefined => {
      const { data } = snapshotKind.metadata.safeParse(artifact.metadata);
      return data && { ...artifact, metadata: data };
    };
    const found: SnapshotArtifact[] = [];
    let pageToken: string | undefined;
    do {
      const page = await this.#artifacts.list({
        kind: snapshotKind.name,
        ...(pageToken !== undefined && { pageToken }),
      });
      found.push(
        ...page.artifacts
          .map(parse)
          .filter((snapshot) => snapshot !== undefined)
          .filter(accepts),
      );
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined && found.length < limit);
    return found.slice(0, limit);
  }
}

function requireSame(known: SnapshotArtifact, collection: string, name: string): SnapshotArtifact {
  const { metadata, version } = known;
  if (metadata.collection === collection && version.name === name) return known;
  const description = `${JSON.stringify(metadata.requestId)} made the snapshot ${version.name} of ${metadata.collection}`;
  throw invalidArgument({ field: 'request_id', description });
}
