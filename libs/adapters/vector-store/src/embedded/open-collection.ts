import { exhausted, OpticalError } from '@optical/errors';
import type { CollectionSpec } from '../port/collection.ts';
import type { DeleteResult, NewPassage, UpsertResult } from '../port/passage.ts';
import type { Selection } from '../port/engine.ts';
import type { BuilderMethods } from './building/builder-thread.ts';
import type { BuildKind } from './building/build-index.ts';
import type { BuiltIndex, IndexFiles } from './building/built-index.ts';
import { lacksRoom, neverFits, retryAfterMs } from './memory/memory-budget.ts';
import type { MemoryBudget } from './memory/memory-budget.ts';
import type { EmbeddedEngineOptions } from './engine-options.ts';
import type { FilesMethods } from './files/files-thread.ts';
import { nextBuild } from './maintenance.ts';
import type { IndexFacts } from './maintenance.ts';
import type { SearchPool } from './searching/search-pool.ts';
import { fromWireError } from './threads/protocol.ts';
import type { Thread } from './threads/thread.ts';
import type { Pressure } from './writing/live-views.ts';
import type { OpenedView } from './writing/writable-collection.ts';
import type { WriterMethods } from './writing/writer-thread.ts';

/** Damaged files, and those of another format version: they were made from the database, and are made from it again. */
const isDamage = (error: unknown): boolean =>
  error instanceof OpticalError && (error.kind === 'data-loss' || error.kind === 'failed-precondition');

/** The memory that collections share. */
export interface Room {
  /** Does what needs memory; as long as there is none and a collection can leave, again. */
  makingRoom<T>(work: () => Promise<T>): Promise<T>;
  /** Lets a collection leave the memory when nobody uses it; who comes meanwhile waits, and reads it anew. */
  renew(folder: string): Promise<void>;
}

/** The threads that a collection is served by, and the memory that they share. */
export interface Crew {
  readonly writer: Thread<WriterMethods>;
  readonly builder: Thread<BuilderMethods>;
  /** Brings collections into memory: none waits until another one is built or copied. */
  readonly loader: Thread<FilesMethods>;
  /** Copies collections, which takes minutes, and removes what builds replaced: no collection in memory waits for it. */
  readonly copier: Thread<FilesMethods>;
  readonly pool: SearchPool;
  readonly budget: MemoryBudget;
  readonly room: Room;
}

/** A collection in memory, as the main thread sees it. */
export class OpenCollection {
  readonly spec: CollectionSpec;
  readonly folder: string;
  readonly #crew: Crew;
  readonly #options: EmbeddedEngineOptions;
  #pressure: Pressure;
  #facts: IndexFacts;
  #maintaining: Promise<void> | undefined;
  #isClosed = false;
  /** Whether it is about to leave the memory, to be read with another index. */
  #isLeaving = false;
  /** The latest build, if it failed: the next one waits until more tokens have come or gone. */
  #failure: { readonly error: unknown; readonly pressure: Pressure } | undefined;

  private constructor(
    spec: CollectionSpec,
    folder: string,
    crew: Crew,
    options: EmbeddedEngineOptions,
    { pressure, facts }: { readonly pressure: Pressure; readonly facts: IndexFacts },
  ) {
    this.spec = spec;
    this.folder = folder;
    this.#crew = crew;
    this.#options = options;
    this.#pressure = pressure;
    this.#facts = facts;
  }

  /** Reads a collection into memory. */
  static async open(
    spec: CollectionSpec,
    folder: string,
    crew: Crew,
    options: EmbeddedEngineOptions,
  ): Promise<OpenCollection> {
    const { loaded, opened } = await bringIn(spec, folder, crew, options);
    const { view, pressure } = opened;
    const facts = {
      hasIndex: loaded !== undefined,
      trainedTokens: loaded?.trainedTokens ?? 0,
      segments: loaded?.segments ?? 0,
    };
    const collection = new OpenCollection(spec, folder, crew, options, { pressure, facts });
    try {
      await crew.pool.adopt(folder, view);
      await collection.#tidy();
    } catch (error) {
      await leave(folder, crew).catch(() => undefined);
      throw error;
    }
    collection.#maintain();
    return collection;
  }

  /** Whether its index is being built. */
  get isBuilding(): boolean {
    return this.#maintaining !== undefined;
  }

  /** @throws OpticalError `exhausted`, with a time to come again unless waiting is in vain */
  async upsert(passages: readonly NewPassage[]): Promise<UpsertResult> {
    const { writer, room } = this.#crew;
    try {
      const write = () => writer.call('upsert', { folder: this.folder, passages });
      const { pressure, refused, ...result } = await room.makingRoom(write);
      this.#note(pressure);
      return {
        ...result,
        refused: refused.map(({ error, ...of }) => ({ ...of, error: fromWireError(error) })),
      };
    } catch (error) {
      throw lacksRoom(error) ? this.#refusal(error) : error;
    }
  }

  async delete(selection: Selection): Promise<DeleteResult> {
    const { pressure, ...result } = await this.#crew.writer.call('delete', { folder: this.folder, selection });
    this.#note(pressure);
    return result;
  }

  /** Resolves when nothing is left to build: false when that is not known before it is read anew. */
  async settled(): Promise<boolean> {
    await this.#maintaining;
    return !this.#isLeaving;
  }

  /**
   * Builds the index of what is there, with new centroids: the same passages give the same index.
   * @throws what the build failed with
   */
  async rebuild(): Promise<void> {
    while (this.#maintaining !== undefined) await this.#maintaining;
    const building = this.#build('train').finally(() => (this.#maintaining = undefined));
    this.#maintaining = building.then(() => undefined);
    const failure = await building;
    if (failure !== undefined) throw failure.error;
  }

  /** A build in progress ends without effect. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await leave(this.folder, this.#crew);
  }

  #note(pressure: Pressure): void {
    this.#pressure = pressure;
    this.#maintain();
  }

  /** What is built may take less than what was written: a refused write begins what is due, whatever failed before. */
  #refusal(error: OpticalError): OpticalError {
    if (!neverFits(this.#failure?.error)) this.#failure = undefined;
    this.#maintain();
    const willHelp = this.isBuilding || this.#isLeaving;
    return willHelp ? exhausted(error.message, retryAfterMs) : error;
  }

  #maintain(): void {
    if (this.#maintaining !== undefined || this.#due() === undefined) return;
    this.#maintaining = this.#work().finally(() => (this.#maintaining = undefined));
  }

  async #work(): Promise<void> {
    for (let kind = this.#due(); kind !== undefined; kind = this.#due()) await this.#build(kind);
  }

  #due(): BuildKind | undefined {
    const { exactTokens } = this.#options;
    const isTooSoon =
      this.#failure !== undefined && tokensBetween(this.#failure.pressure, this.#pressure) <= exactTokens;
    return this.#isClosed || this.#isLeaving || isTooSoon
      ? undefined
      : nextBuild(this.#pressure, this.#facts, { exactTokens });
  }

  /** @returns why it failed */
  async #build(kind: BuildKind): Promise<{ readonly error: unknown } | undefined> {
    const begun = performance.now();
    const { folder } = this;
    const { builder, writer, room } = this.#crew;
    try {
      const files = await builder.call('code', { folder, kind });
      const opened = await this.#load(files);
      if (opened === undefined) await writer.call('leaveWith', { folder, files });
      else await this.#adopt(opened, files);
      await this.#tidy();
      this.#failure = undefined;
      this.#options.observer?.onBuilt?.(this.spec.name, kind, (performance.now() - begun) / 1000);
      if (opened !== undefined) return undefined;
      // Who waits for this build uses the collection, which leaves when nobody does.
      this.#isLeaving = true;
      void room.renew(folder);
      return undefined;
    } catch (error) {
      this.#failure = { error, pressure: this.#pressure };
      await this.#tidy().catch(() => undefined);
      if (this.#isClosed) return { error };
      const { observer } = this.#options;
      // A training reads none of the files there are.
      const isRemade = isDamage(error) && kind !== 'train';
      if (isRemade) observer?.onDamage?.(this.spec.name, error);
      else observer?.onBuildFailed?.(this.spec.name, error);
      return isRemade ? this.#build('train') : { error };
    }
  }

  /** Brings a new index into memory. @returns undefined when there is no room for it beside what is there */
  async #load(files: IndexFiles): Promise<OpenedView | undefined> {
    const { folder } = this;
    const { builder, writer, budget, room } = this.#crew;
    let built: BuiltIndex | undefined;
    try {
      const held = await writer.call('bytes', { folder });
      const loaded = await room.makingRoom(() => builder.call('load', { folder, files, held }));
      built = loaded;
      return await room.makingRoom(() => writer.call('adopt', { folder, built: loaded }));
    } catch (error) {
      budget.release(built?.indexed?.bytes ?? 0);
      if (lacksRoom(error)) return undefined;
      throw error;
    }
  }

  /** Makes searches use a new view, and forgets the one before. */
  async #adopt({ view, pressure }: OpenedView, { trainedTokens, segments }: IndexFiles): Promise<void> {
    const { folder } = this;
    this.#pressure = pressure;
    this.#facts = { hasIndex: view.indexed !== undefined, trainedTokens, segments: segments.length };
    await this.#crew.pool.adopt(folder, view);
    await this.#crew.writer.call('release', { folder, viewId: view.id });
  }

  /**
   * Lists the files that are not needed any more, before the next build writes others. The copier removes them after the
   * copies under way, which may need them; nobody waits for that.
   */
  async #tidy(): Promise<void> {
    const { writer, copier } = this.#crew;
    const files = await writer.call('unnamed', { folder: this.folder });
    if (files.length === 0) return;
    // What is not removed is listed again after the next build, or when the collection is opened again.
    copier.call('remove', { files }).catch(() => undefined);
  }
}

/** Takes a collection out of the memory of all threads. */
async function leave(folder: string, { pool, writer }: Crew): Promise<void> {
  await pool.forget(folder);
  await writer.call('shut', { folder });
}

/** How many tokens came or died from one state to another. */
function tokensBetween(before: Pressure, after: Pressure): number {
  const counts = ['freshTokens', 'deadFreshTokens', 'deadIndexedTokens'] as const;
  return counts.reduce((sum, count) => sum + Math.abs(after[count] - before[count]), 0);
}

/** Opens a collection with its index. What is damaged or does not fit as it is is made again from the database. */
async function bringIn(
  { name }: CollectionSpec,
  folder: string,
  { builder, loader, writer }: Crew,
  { observer }: EmbeddedEngineOptions,
): Promise<{ readonly loaded: ReturnType<FilesMethods['load']>; readonly opened: OpenedView }> {
  let damage: unknown;
  const loaded = await loader.call('load', { folder }).catch((error: unknown) => {
    if (!isDamage(error)) throw error;
    damage = error;
    observer?.onDamage?.(name, error);
    return undefined;
  });
  try {
    return { loaded, opened: await writer.call('open', { folder, loaded }) };
  } catch (error) {
    if (!(damage === undefined ? neverFits(error) : lacksRoom(error))) throw error;
    // Vectors that no index covers lie in memory, which has no room for them all: it waits until one covers them.
    await builder.call('remake', { folder });
    const remade = await loader.call('load', { folder });
    return { loaded: remade, opened: await writer.call('open', { folder, loaded: remade }) };
  }
}
