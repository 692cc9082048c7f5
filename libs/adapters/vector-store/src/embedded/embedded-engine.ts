import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { notFound, OpticalError } from '@optical/errors';
import type { CollectionSpec, CollectionState, CollectionStatistics, RecallEstimate } from '../port/collection.ts';
import type { ReplyRoom, Selection, VectorEngine } from '../port/engine.ts';
import type { DeleteResult, NewPassage, StoredPassage, UpsertResult } from '../port/passage.ts';
import type { Query, SearchLimits, SearchResult } from '../port/search.ts';
import type { BuilderData, BuilderMethods } from './building/builder-thread.ts';
import { Catalog } from './catalog/catalog.ts';
import type { CatalogEntry } from './catalog/catalog.ts';
import { checkSpec } from './catalog/check-spec.ts';
import { createDatabase, openReadable, openWritable, readState } from './database/open-database.ts';
import type { EmbeddedEngineOptions } from './engine-options.ts';
import type { FilesData, FilesMethods } from './files/files-thread.ts';
import { MemoryBudget } from './memory/memory-budget.ts';
import { OpenCollection } from './open-collection.ts';
import { OpenCollections } from './open-collections.ts';
import type { Crew } from './open-collection.ts';
import { RecallLog } from './recall-log.ts';
import { searchCollection } from './search-collection.ts';
import { SearchPool } from './searching/search-pool.ts';
import { Thread } from './threads/thread.ts';
import type { WriterData, WriterMethods } from './writing/writer-thread.ts';

/** `ts` when Node strips types from the sources, `js` in a bundle. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
const writerEntry = new URL(`./writing/writer-thread.${extension}`, import.meta.url);
const builderEntry = new URL(`./building/builder-thread.${extension}`, import.meta.url);
const filesEntry = new URL(`./files/files-thread.${extension}`, import.meta.url);

/** What is kept of a collection as long as the process lives, whether it is in memory or not. */
interface Known {
  readonly spec: CollectionSpec;
  readonly recall: RecallLog;
}

/**
 * Collections in a folder of this machine: passages, text, metadata and filters in SQLite, token codes in files that
 * are held in memory for searching. Writes are on disk when they are acknowledged; building and searching happen in
 * threads.
 */
export class EmbeddedEngine implements VectorEngine {
  readonly name = 'embedded';
  readonly #options: EmbeddedEngineOptions;
  readonly #catalog: Catalog;
  readonly #folder: string;
  readonly #budget: MemoryBudget;
  readonly #crew: Crew;
  readonly #open: OpenCollections;
  readonly #known = new Map<string, Known>();

  /** @throws OpticalError `failed-precondition` when another process uses the folder */
  constructor(options: EmbeddedEngineOptions) {
    this.#options = options;
    this.#catalog = new Catalog(options.folder);
    this.#folder = path.join(options.folder, 'collections');
    mkdirSync(this.#folder, { recursive: true });
    this.#removeStrays();
    this.#budget = new MemoryBudget(options.memoryLimitBytes);
    const budget = { limit: this.#budget.limit, shared: this.#budget.shared };
    const writerData: WriterData = { budget, searchThreads: options.searchThreads };
    const others: BuilderData & FilesData = { budget };
    this.#open = new OpenCollections(options.openCollections, (name) => options.observer?.onEvict?.(name));
    this.#crew = {
      budget: this.#budget,
      writer: new Thread<WriterMethods>(writerEntry, writerData).start(),
      builder: new Thread<BuilderMethods>(builderEntry, others),
      loader: new Thread<FilesMethods>(filesEntry, others),
      copier: new Thread<FilesMethods>(filesEntry, others),
      pool: new SearchPool(options.searchThreads, options.queue),
      room: this.#open,
    };
  }

  /** Resolves if a thread dies: the engine cannot go on, and a new one on the same folder has all that was acknowledged. */
  get failed(): Promise<Error> {
    const { writer, builder, loader, copier, pool } = this.#crew;
    return Promise.race([...[writer, builder, loader, copier].map(({ died }) => died), pool.died]);
  }

  /** Bytes of kernel memory in use. */
  get memoryBytes(): number {
    return this.#budget.used;
  }

  /** Searches and reads that wait for a thread. */
  get waiting(): number {
    return this.#crew.pool.waiting;
  }

  create(spec: CollectionSpec, requestId: string): Promise<CollectionState> {
    return this.#add(spec.name, requestId, JSON.stringify(spec), (folder) => {
      checkSpec(spec);
      createDatabase(folder, spec, Date.now());
    });
  }

  async remove(name: string): Promise<boolean> {
    const entry = this.#catalog.remove(name);
    if (entry === undefined) return false;
    this.#known.delete(entry.folder);
    await this.#open.remove(this.#pathOf(entry));
    rmSync(this.#pathOf(entry), { recursive: true, force: true });
    return true;
  }

  list(after: string, limit: number): Promise<readonly CollectionState[]> {
    return Promise.try(() => this.#catalog.list(after, limit).map((entry) => this.#stateOf(entry)));
  }

  find(nameOrAlias: string): Promise<CollectionState> {
    return Promise.try(() => this.#stateOf(this.#catalog.resolve(nameOrAlias)));
  }

  specOf(nameOrAlias: string): Promise<CollectionSpec> {
    return Promise.try(() => this.#knownOf(this.#catalog.resolve(nameOrAlias)).spec);
  }

  setAlias(alias: string, collection: string, expected: string | undefined): Promise<string> {
    return Promise.try(() => this.#catalog.setAlias(alias, collection, expected));
  }

  upsert(name: string, passages: readonly NewPassage[]): Promise<UpsertResult> {
    return Promise.try(() => this.#use(this.#catalog.named(name), (collection) => collection.upsert(passages)));
  }

  delete(name: string, selection: Selection): Promise<DeleteResult> {
    return Promise.try(() => this.#use(this.#catalog.named(name), (collection) => collection.delete(selection)));
  }

  get(
    name: string,
    ids: readonly string[],
    withVectors: boolean,
    room?: ReplyRoom,
  ): Promise<{ passages: readonly (StoredPassage | undefined)[]; version: number }> {
    return Promise.try(() =>
      this.#use(this.#catalog.resolve(name), ({ folder }) =>
        this.#crew.pool.run((thread) => thread.call('get', { folder, ids, withVectors, room })),
      ),
    );
  }

  search(name: string, query: Query, limits: SearchLimits): Promise<SearchResult> {
    return Promise.try(() => {
      const entry = this.#catalog.resolve(name);
      const { recall } = this.#knownOf(entry);
      return this.#use(entry, ({ folder }) =>
        searchCollection({ name: entry.name, folder, recall }, this.#crew.pool, this.#options, query, limits),
      );
    });
  }

  statistics(name: string): Promise<CollectionStatistics> {
    return this.#read(name, (folder) => this.#crew.pool.run((thread) => thread.call('statistics', { folder })));
  }

  recall(name: string): Promise<readonly RecallEstimate[]> {
    return Promise.try(() => this.#knownOf(this.#catalog.resolve(name)).recall.estimates());
  }

  export(name: string, target: string): Promise<{ version: number; passages: number }> {
    return this.#read(name, (folder) => this.#crew.copier.call('export', { folder, target }));
  }

  import(source: string, name: string, requestId: string, request: string): Promise<CollectionState> {
    return this.#add(name, requestId, request, async (folder) => {
      await this.#crew.copier.call('import', { folder, source });
      using database = openWritable(folder);
      const spec = { ...readState(database).spec, name };
      checkSpec(spec);
      database.prepare('UPDATE state SET spec = ?').run(JSON.stringify(spec));
    });
  }

  /** Resolves when nothing is left to build for a collection. */
  async settled(name: string): Promise<void> {
    let isSettled = false;
    while (!isSettled) isSettled = await this.#use(this.#catalog.resolve(name), (collection) => collection.settled());
  }

  /** Builds the index of a collection anew: then it depends on the passages alone and not on how they came there. */
  rebuild(name: string): Promise<void> {
    return Promise.try(() => this.#use(this.#catalog.resolve(name), (collection) => collection.rebuild()));
  }

  async close(): Promise<void> {
    const { writer, builder, loader, copier, pool } = this.#crew;
    // What a build or a copy, which may take minutes, has not finished is done again.
    await Promise.all([builder.terminate(), copier.terminate()]);
    await this.#open.close();
    await Promise.all([writer.close(), loader.close(), pool.close()]);
    this.#catalog.close();
  }

  /** Makes a collection whose files `fill` writes into its folder. */
  async #add(
    name: string,
    requestId: string,
    request: string,
    fill: (folder: string) => void | Promise<void>,
  ): Promise<CollectionState> {
    const known = this.#catalog.findRequest(requestId, name, request);
    if (known !== undefined) return this.#stateOf(known);
    this.#catalog.requireFree(name);
    const entry = { name, folder: randomUUID(), createTimeMs: Date.now() };
    try {
      await fill(this.#pathOf(entry));
      // The same request may have come again meanwhile, and be done.
      const twin = this.#catalog.findRequest(requestId, name, request);
      if (twin === undefined) this.#catalog.add(entry, requestId, request);
      else rmSync(this.#pathOf(entry), { recursive: true, force: true });
      return this.#stateOf(twin ?? entry);
    } catch (error) {
      rmSync(this.#pathOf(entry), { recursive: true, force: true });
      throw error;
    }
  }

  #use<T>(entry: CatalogEntry, work: (collection: OpenCollection) => Promise<T>): Promise<T> {
    const folder = this.#pathOf(entry);
    const read = () => {
      // It may have been deleted while another one, or its own leaving, was waited for.
      this.#requireThere(entry);
      return OpenCollection.open(this.#knownOf(entry).spec, folder, this.#crew, this.#options);
    };
    return this.#open.use(folder, read, work);
  }

  /** Reads the files of a collection that need not be in memory. */
  async #read<T>(name: string, work: (folder: string) => Promise<T>): Promise<T> {
    const entry = this.#catalog.resolve(name);
    try {
      return await work(this.#pathOf(entry));
    } catch (error) {
      // SQLite says only that it cannot open the files of a collection that was deleted meanwhile.
      if (!(error instanceof OpticalError)) this.#requireThere(entry);
      throw error;
    }
  }

  #requireThere({ name, folder }: CatalogEntry): void {
    if (this.#catalog.resolve(name).folder !== folder) throw notFound('collection', name);
  }

  #knownOf(entry: CatalogEntry): Known {
    const known = this.#known.get(entry.folder) ?? { spec: this.#stateOf(entry).spec, recall: new RecallLog() };
    this.#known.set(entry.folder, known);
    return known;
  }

  #stateOf(entry: CatalogEntry): CollectionState {
    using database = openReadable(this.#pathOf(entry));
    const { spec, version, updateTimeMs } = readState(database);
    const aliases = this.#catalog.aliasesOf(entry.name);
    return { spec, version, createTimeMs: entry.createTimeMs, updateTimeMs, aliases };
  }

  #pathOf({ folder }: CatalogEntry): string {
    return path.join(this.#folder, folder);
  }

  /** Removes folders of collections whose making or removal was interrupted. */
  #removeStrays(): void {
    const known = this.#catalog.folders();
    for (const folder of readdirSync(this.#folder)) {
      if (!known.has(folder)) rmSync(path.join(this.#folder, folder), { recursive: true, force: true });
    }
  }
}
