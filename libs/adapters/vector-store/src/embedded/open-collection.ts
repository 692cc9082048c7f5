import { OpticalError } from '@optical/errors';
import type { CollectionSpec } from '../port/collection.ts';
import type { DeleteResult, NewPassage, UpsertResult } from '../port/passage.ts';
import type { Selection } from '../port/engine.ts';
import type { BuilderMethods } from './building/builder-thread.ts';
import type { BuiltIndex } from './building/built-index.ts';
import type { MemoryBudget } from './memory/memory-budget.ts';
import type { EmbeddedEngineOptions } from './engine-options.ts';
import type { FilesMethods } from './files/files-thread.ts';
import { nextBuild } from './maintenance.ts';
import type { IndexFacts } from './maintenance.ts';
import { RecallLog } from './recall-log.ts';
import type { SearchPool } from './searching/search-pool.ts';
import { fromWireError } from './threads/protocol.ts';
import type { Thread } from './threads/thread.ts';
import type { Pressure } from './writing/live-views.ts';
import type { OpenedView } from './writing/writable-collection.ts';
import type { WriterMethods } from './writing/writer-thread.ts';

/** Damaged files, and those of another format version. */
const remadeAfter: ReadonlySet<string> = new Set(['data-loss', 'failed-precondition']);

/** The threads that a collection is served by. */
export interface Crew {
  readonly writer: Thread<WriterMethods>;
  readonly builder: Thread<BuilderMethods>;
  /** Brings collections into memory: none waits until another one is built or copied. */
  readonly loader: Thread<FilesMethods>;
  readonly copier: Thread<FilesMethods>;
  readonly pool: SearchPool;
  readonly budget: MemoryBudget;
}

/** A collection in memory, as the main thread sees it. */
export class OpenCollection {
  readonly spec: CollectionSpec;
  readonly folder: string;
  readonly recall = new RecallLog();
  readonly #crew: Crew;
  readonly #options: EmbeddedEngineOptions;
  #pressure: Pressure;
  #facts: IndexFacts;
  #maintaining: Promise<void> | undefined;
  #isClosed = false;
  /** After a failed build the next attempt waits for that many more fresh tokens. */
  #patience = 0;

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
    await crew.loader.call('tidy', { folder });
    const { loaded, opened } = await bringIn(spec, folder, crew, options);
    const { view, pressure } = opened;
    await crew.pool.adopt(folder, view);
    const facts = {
      hasIndex: loaded !== undefined,
      trainedTokens: loaded?.trainedTokens ?? 0,
      segments: loaded?.segments ?? 0,
    };
    const collection = new OpenCollection(spec, folder, crew, options, { pressure, facts });
    collection.#maintain();
    return collection;
  }

  /** Whether its index is being built. */
  get isBuilding(): boolean {
    return this.#maintaining !== undefined;
  }

  async upsert(passages: readonly NewPassage[]): Promise<UpsertResult> {
    const { pressure, refused, ...result } = await this.#crew.writer.call('upsert', { folder: this.folder, passages });
    this.#note(pressure);
    return {
      ...result,
      refused: refused.map(({ error, ...of }) => ({ ...of, error: fromWireError(error) })),
    };
  }

  async delete(selection: Selection): Promise<DeleteResult> {
    const { pressure, ...result } = await this.#crew.writer.call('delete', { folder: this.folder, selection });
    this.#note(pressure);
    return result;
  }

  /** Resolves when nothing is left to build. */
  async settled(): Promise<void> {
    await this.#maintaining;
  }

  /** Builds the index of what is there, with new centroids: the same passages give the same index. */
  async rebuild(): Promise<void> {
    await this.settled();
    this.#maintaining = this.#build('train').finally(() => (this.#maintaining = undefined));
    await this.#maintaining;
  }

  /** A build in progress ends without effect. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#crew.pool.forget(this.folder);
    await this.#crew.writer.call('shut', { folder: this.folder });
  }

  #note(pressure: Pressure): void {
    this.#pressure = pressure;
    this.#maintain();
  }

  #maintain(): void {
    if (this.#maintaining !== undefined) return;
    this.#maintaining = this.#work().finally(() => (this.#maintaining = undefined));
  }

  async #work(): Promise<void> {
    while (!this.#isClosed && this.#pressure.freshTokens >= this.#patience) {
      const kind = nextBuild(this.#pressure, this.#facts, this.#options);
      if (kind === undefined) return;
      await this.#build(kind);
    }
  }

  /** Gives back the memory of an index that cannot be used. */
  async #adopt(built: BuiltIndex): Promise<OpenedView> {
    try {
      return await this.#crew.writer.call('adopt', { folder: this.folder, built });
    } catch (error) {
      this.#crew.budget.release(built.indexed?.bytes ?? 0);
      throw error;
    }
  }

  async #build(kind: Exclude<ReturnType<typeof nextBuild>, undefined>): Promise<void> {
    const begun = performance.now();
    const { folder } = this;
    const { builder, copier, writer, pool } = this.#crew;
    try {
      const built = await builder.call('build', { folder, kind });
      const opened = await this.#adopt(built);
      this.#pressure = opened.pressure;
      await pool.adopt(folder, opened.view);
      await writer.call('release', { folder, viewId: opened.view.id });
      // After copies under way, which need the files there were.
      await copier.call('tidy', { folder });
      const { trainedTokens, segments } = built.files;
      this.#facts = { hasIndex: built.indexed !== undefined, trainedTokens, segments: segments.length };
      this.#patience = 0;
      this.#options.observer?.onBuilt?.(this.spec.name, kind, (performance.now() - begun) / 1000);
    } catch (error) {
      this.#patience = this.#pressure.freshTokens + this.#options.exactTokens;
      if (!this.#isClosed) this.#options.observer?.onBuildFailed?.(this.spec.name, error);
    }
  }
}

/** Opens a collection with its index. What is damaged was made from the database, and is made from it again. */
async function bringIn(
  { name }: CollectionSpec,
  folder: string,
  { builder, loader, writer }: Crew,
  { observer }: EmbeddedEngineOptions,
): Promise<{ readonly loaded: ReturnType<FilesMethods['load']>; readonly opened: OpenedView }> {
  let damage: unknown;
  const loaded = await loader.call('load', { folder }).catch((error: unknown) => {
    if (!(error instanceof OpticalError) || !remadeAfter.has(error.kind)) throw error;
    damage = error;
    observer?.onDamage?.(name, error);
    return undefined;
  });
  try {
    return { loaded, opened: await writer.call('open', { folder, loaded }) };
  } catch (error) {
    if (damage === undefined || !(error instanceof OpticalError) || error.kind !== 'exhausted') throw error;
    // Without an index its vectors lie in memory, which has no room for them all: it waits until there is one.
    await builder.call('remake', { folder });
    const remade = await loader.call('load', { folder });
    return { loaded: remade, opened: await writer.call('open', { folder, loaded: remade }) };
  }
}
