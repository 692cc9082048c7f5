import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { modelKind, parseReference } from '@optical/artifacts';
import type { Artifact, ArtifactRegistry, ArtifactVersion, ModelMetadata } from '@optical/artifacts';
import { failedPrecondition } from '@optical/errors';
import { estimateMemory } from '../model/estimate-memory.ts';
import { openEncoder } from '../open-encoder.ts';
import type { Encoder, OpenEncoderOptions } from '../open-encoder.ts';
import { readReference } from '../reference/reference-file.ts';
import { checkReference } from '../reference/reference-vectors.ts';
import { makeRoom } from './memory-budget.ts';
import type { PoolObserver } from './pool-observer.ts';
import { Resident } from './resident.ts';

export interface ModelPoolOptions {
  readonly artifacts: ArtifactRegistry;
  /** Bytes that all models together may take by their estimates; 0 for no limit. */
  readonly memoryLimitBytes: number;
  /** How each model is opened. */
  readonly encoder: Omit<OpenEncoderOptions, 'directory' | 'checkpoint' | 'fingerprint' | 'onBatch' | 'onDrop'>;
  /** References whose models are never evicted. */
  readonly pinned?: readonly string[];
  /** Done with every model before it serves; what it throws refuses the model. */
  readonly prepare?: (encoder: Encoder) => void;
  readonly observer?: PoolObserver;
}

/** A model in memory, as its user sees it. */
export interface ModelInUse {
  readonly version: ArtifactVersion;
  readonly encoder: Encoder;
}

export interface LoadResult {
  readonly version: ArtifactVersion;
  /** Version that served the same reference, or else another one of the same name, and does so no longer. */
  readonly replaced: ArtifactVersion | undefined;
  readonly referenceDifference: number | undefined;
}

/** Milliseconds after which a version that was refused is tried again. */
const secondTryMs = 60_000;

/**
 * Models in memory by registry reference. `name` and `name@alias` are followed: when they come to mean another version,
 * that one is opened beside the one that serves, compared with its stored reference vectors, and only then takes over;
 * who uses the old one finishes with it. `name@digest` stays what it is. What nobody uses leaves when room is needed.
 */
export class ModelPool {
  readonly #options: ModelPoolOptions;
  readonly #observer: PoolObserver;
  readonly #residents = new Map<string, Resident>();
  readonly #opening = new Map<string, Promise<Resident>>();
  /** Followed references and what serves them. */
  readonly #serving = new Map<string, ArtifactVersion>();
  /** What full digests mean, which stays true as long as the model is in memory. */
  readonly #exact = new Map<string, ArtifactVersion>();
  readonly #refused = new Map<string, { readonly digest: string; readonly at: number }>();
  /** One model is opened at a time, so that the memory it needs is known to be there. */
  #lastOpening: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(options: ModelPoolOptions) {
    this.#options = options;
    this.#observer = options.observer ?? {};
  }

  /**
   * Runs `work` with the model that the reference means, which is loaded if it is not in memory.
   * @throws OpticalError not-found; exhausted when there is no memory; what opening the model throws
   */
  async use<T>(reference: string, work: (model: ModelInUse) => Promise<T>): Promise<T> {
    for (;;) {
      const { version, resident } = await this.#find(reference);
      // Another version may have taken over since it was found.
      if (!resident.isRetired) return resident.use((encoder) => work({ version, encoder }));
    }
  }

  /**
   * Loads what the reference means now; a version that serves it is replaced once the new one has passed its check.
   * @throws OpticalError as `use`; failed-precondition when the vectors are not the stored ones
   */
  async load(reference: string): Promise<LoadResult> {
    const artifact = await this.#options.artifacts.find(reference, modelKind);
    const { version } = artifact;
    const before = this.#serving.get(reference);
    const resident = await this.#ensure(artifact);
    const replaced = isExact(reference) ? this.#replaceName(version) : this.#serve(reference, version, before);
    if (isExact(reference)) resident.isExact = true;
    return { version, replaced, referenceDifference: resident.referenceDifference };
  }

  /** @returns whether the model was in memory. @throws OpticalError not-found */
  async unload(reference: string): Promise<boolean> {
    const { artifacts } = this.#options;
    const { digest } = this.#serving.get(reference) ?? (await artifacts.find(reference, modelKind)).version;
    const resident = this.#residents.get(digest);
    if (resident === undefined) return false;
    this.#remove(resident);
    return true;
  }

  /** The models in memory; the version says through which alias, if one led to it. */
  get loaded(): readonly ModelInUse[] {
    const serving = [...this.#serving.values()];
    return [...this.#residents.values()].map(({ version, encoder }) => ({
      version: serving.find(({ digest }) => digest === version.digest) ?? version,
      encoder,
    }));
  }

  /** Tokens that wait for all models together, padding included. */
  get queuedTokens(): number {
    return [...this.#residents.values()].reduce((sum, { encoder }) => sum + encoder.queuedTokens, 0);
  }

  /** Looks once whether followed references mean other versions, and switches those that do. Never throws. */
  async refresh(): Promise<void> {
    for (const [reference, before] of this.#serving) {
      try {
        const artifact = await this.#options.artifacts.find(reference, modelKind);
        const { digest } = artifact.version;
        if (digest === before.digest || this.#isRefused(reference, digest)) continue;
        await this.#switch(reference, before, artifact);
      } catch {
        // A store that cannot be read now, or an alias that is gone: what serves goes on serving.
      }
    }
  }

  /** Refreshes every `intervalMs` until the signal ends it. */
  async follow(intervalMs: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      await sleep(intervalMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      await this.refresh();
    }
  }

  /** Lets the running calls finish and frees everything. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#opening.values());
    await Promise.all([...this.#residents.values()].map((resident) => resident.close()));
    this.#residents.clear();
    this.#serving.clear();
  }

  async #find(reference: string): Promise<{ version: ArtifactVersion; resident: Resident }> {
    const serving = this.#serving.get(reference) ?? this.#exact.get(reference);
    const known = serving === undefined ? undefined : this.#residents.get(serving.digest);
    if (known !== undefined) {
      known.isExact ||= this.#exact.has(reference);
      return { version: serving!, resident: known };
    }
    const artifact = await this.#options.artifacts.find(reference, modelKind);
    const { version } = artifact;
    const resident = await this.#ensure(artifact);
    if (isExact(reference)) {
      resident.isExact = true;
      if (reference === `${version.name}@${version.digest}`) this.#exact.set(reference, version);
    } else this.#serving.set(reference, version);
    return { version, resident };
  }

  /** The model in memory, opened if need be; callers who want the same one wait for one opening. */
  #ensure(artifact: Artifact<ModelMetadata>): Promise<Resident> {
    const { digest } = artifact.version;
    const resident = this.#residents.get(digest);
    if (resident !== undefined) return Promise.resolve(resident);
    const opening = this.#opening.get(digest) ?? this.#openInTurn(artifact).finally(() => this.#opening.delete(digest));
    this.#opening.set(digest, opening);
    return opening;
  }

  #openInTurn(artifact: Artifact<ModelMetadata>): Promise<Resident> {
    const opening = this.#lastOpening.then(() => this.#open(artifact));
    this.#lastOpening = opening.catch(() => undefined);
    return opening;
  }

  async #open(artifact: Artifact<ModelMetadata>): Promise<Resident> {
    if (this.#isClosed) throw failedPrecondition('the models are being released');
    const begun = performance.now();
    const { version, metadata } = artifact;
    this.#makeRoom(artifact);
    const { onBatch, onDrop } = this.#observer;
    const { directory } = await this.#options.artifacts.resolve(`${version.name}@${version.digest}`, modelKind);
    const encoder = await openEncoder({
      ...this.#options.encoder,
      directory,
      fingerprint: metadata.space.fingerprint,
      ...(onBatch && { onBatch }),
      ...(onDrop && { onDrop }),
    });
    try {
      const { referenceFile } = metadata;
      const reference =
        referenceFile === undefined ? undefined : await readReference(path.join(directory, referenceFile));
      const difference = reference && (await checkReference(encoder, reference));
      this.#options.prepare?.(encoder);
      const resident = new Resident(version, encoder, difference);
      this.#residents.set(version.digest, resident);
      this.#observer.onLoad?.(version, (performance.now() - begun) / 1000);
      return resident;
    } catch (error) {
      await encoder.close();
      throw error;
    }
  }

  #makeRoom({ version, metadata }: Artifact<ModelMetadata>): void {
    const { memoryLimitBytes, encoder, pinned = [] } = this.#options;
    const { workers = 1, batchTokens = 4096 } = encoder;
    const { parameters, hiddenSize, feedForwardSize, attentionHeads, maxTokens } = metadata.architecture;
    const size = { parameters, hiddenSize, feedForwardSize, heads: attentionHeads, longest: maxTokens };
    const kept = new Set(pinned.map((reference) => this.#serving.get(reference)?.digest));
    const occupants = [...this.#residents.values()].map((resident) => ({
      name: resident.version.name,
      bytes: resident.encoder.description.memoryBytes,
      mayLeave: resident.isIdle && !kept.has(resident.digest),
      lastUsed: resident.lastUsed,
      resident,
    }));
    const newcomer = { name: version.name, bytes: estimateMemory(size, { workers, batchTokens }) };
    for (const { resident } of makeRoom(newcomer, occupants, memoryLimitBytes)) {
      this.#remove(resident);
      this.#observer.onEvict?.(resident.version);
    }
  }

  async #switch(reference: string, before: ArtifactVersion, artifact: Artifact<ModelMetadata>): Promise<void> {
    const { version } = artifact;
    try {
      await this.#ensure(artifact);
      this.#refused.delete(reference);
      // Unloaded or evicted meanwhile: nobody follows this reference any more.
      if (this.#serving.has(reference)) this.#serve(reference, version, before);
      else this.#retireUnneeded(version.digest);
    } catch (error) {
      this.#refused.set(reference, { digest: version.digest, at: performance.now() });
      this.#observer.onReject?.(version, error);
    }
  }

  #isRefused(reference: string, digest: string): boolean {
    const refused = this.#refused.get(reference);
    return refused?.digest === digest && performance.now() - refused.at < secondTryMs;
  }

  /** From here on the reference means this version. @returns the one it meant before, if that is another one */
  #serve(
    reference: string,
    version: ArtifactVersion,
    before: ArtifactVersion | undefined,
  ): ArtifactVersion | undefined {
    this.#serving.set(reference, version);
    if (before === undefined || before.digest === version.digest) return undefined;
    this.#retireUnneeded(before.digest);
    this.#observer.onSwap?.(reference, before, version);
    return before;
  }

  /** Other versions of the name leave that only somebody who named their digest asked for. @returns one of them */
  #replaceName({ name, digest }: ArtifactVersion): ArtifactVersion | undefined {
    let replaced: ArtifactVersion | undefined;
    for (const resident of [...this.#residents.values()]) {
      const { version } = resident;
      if (version.name !== name || resident.digest === digest) continue;
      resident.isExact = false;
      if (this.#retireUnneeded(resident.digest)) replaced = version;
    }
    return replaced;
  }

  /** @returns whether the version has left memory because nothing refers to it */
  #retireUnneeded(digest: string): boolean {
    const resident = this.#residents.get(digest);
    const isServing = [...this.#serving.values()].some((version) => version.digest === digest);
    if (resident === undefined || resident.isExact || isServing) return false;
    this.#remove(resident);
    return true;
  }

  #remove(resident: Resident): void {
    const { digest } = resident;
    this.#residents.delete(digest);
    for (const references of [this.#serving, this.#exact])
      for (const [reference, version] of references) if (version.digest === digest) references.delete(reference);
    resident.retire();
  }
}

/** Whether a reference names one version for good. @throws OpticalError invalid-argument for what is no reference */
function isExact(reference: string): boolean {
  const { selector } = parseReference(reference, 'model');
  return selector !== undefined && /^[0-9a-f]{8,64}$/.test(selector);
}
