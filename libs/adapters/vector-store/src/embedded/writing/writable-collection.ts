import type { DatabaseSync } from 'node:sqlite';
import { createKernelMemory } from '@optical/scoring';
import { exhausted, OpticalError } from '@optical/errors';
import type { Selection } from '../../port/engine.ts';
import type { MetadataField } from '../../port/metadata.ts';
import type { DeleteResult, NewPassage } from '../../port/passage.ts';
import { filterToSql } from '../database/filter-to-sql.ts';
import { openWritable, readState } from '../database/open-database.ts';
import type { StateRow } from '../database/open-database.ts';
import type { BuiltIndex, IndexFiles } from '../building/built-index.ts';
import { nameFiles } from '../building/name-files.ts';
import { FreshPassages } from '../memory/fresh-passages.ts';
import type { IndexedPassages } from '../memory/indexed-passages.ts';
import { retryAfterMs } from '../memory/memory-budget.ts';
import type { MemoryBudget } from '../memory/memory-budget.ts';
import { maximumPassageTokens, scratchStretches } from '../memory/scratch.ts';
import type { View } from '../memory/view.ts';
import { toHalves } from '../vectors/read-matrix.ts';
import type { WireOpticalError } from '../threads/protocol.ts';
import { toWireError } from '../threads/protocol.ts';
import { checkPassage } from './check-passage.ts';
import { LiveView, pressureOf } from './live-views.ts';
import type { Arrival, Pressure } from './live-views.ts';
import { PassageTables } from './passage-tables.ts';
import type { CountedPassage } from './passage-tables.ts';

/** Result of a write, as it crosses threads. */
export interface Written {
  readonly version: number;
  readonly pressure: Pressure;
}

export interface WrittenBatch extends Written {
  readonly inserted: number;
  readonly replaced: number;
  readonly refused: readonly { readonly index: number; readonly id: string; readonly error: WireOpticalError }[];
}

export interface OpenedView extends Written {
  readonly view: View;
}

let lastViewId = 0;

/**
 * The writing side of a collection. A write is published in memory under its version before the database commits it:
 * a search sees it exactly if its snapshot of the database does. While searches may still be on the view before, writes
 * go to both.
 */
export class WritableCollection {
  readonly #database: DatabaseSync;
  readonly #tables: PassageTables;
  readonly #fields: ReadonlyMap<string, MetadataField>;
  readonly #budget: MemoryBudget;
  readonly #threads: number;
  #state: StateRow;
  #views: LiveView[] = [];

  /** @param threads search threads, which need scratch in each view */
  constructor(folder: string, budget: MemoryBudget, threads: number) {
    this.#database = openWritable(folder);
    this.#budget = budget;
    this.#threads = threads;
    this.#state = readState(this.#database);
    const { fields } = this.#state.spec;
    this.#tables = new PassageTables(this.#database, fields);
    this.#fields = new Map(fields.map((field) => [field.name, field]));
  }

  /**
   * The first view: what an index covers, if there is one, and all other passages from the database. When it throws, the
   * index's memory is still the caller's.
   */
  open(loaded: { readonly memory: WebAssembly.Memory; readonly indexed: IndexedPassages } | undefined): OpenedView {
    const memory = loaded?.memory ?? createKernelMemory(2 ** 32);
    const live = this.#newView(memory, loaded?.indexed);
    const { version, coveredRow } = this.#state;
    try {
      if (live.view.indexed !== undefined) this.#markDead(live, version);
      const rows = this.#database.prepare(
        'SELECT p.row, p.tokens, v.halves FROM passages p JOIN vectors v USING (row) WHERE p.row > ? ORDER BY p.row',
      );
      const covered = live.view.indexed === undefined ? 0 : coveredRow;
      for (const found of rows.iterate(covered)) live.append(found as unknown as Arrival, version);
    } catch (error) {
      live.release();
      throw error;
    }
    this.#views = [live];
    return this.#opened();
  }

  /** Bytes of kernel memory that the collection takes. */
  get bytes(): number {
    return this.#views.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  upsert(passages: readonly NewPassage[]): WrittenBatch {
    const refused: { index: number; id: string; error: WireOpticalError }[] = [];
    const accepted: { readonly passage: NewPassage; readonly halves: Uint16Array }[] = [];
    for (const [index, passage] of passages.entries()) {
      try {
        checkPassage(passage, this.#fields);
        const halves = toHalves(passage.vectors, this.#state.spec.space.dims, maximumPassageTokens, 'vectors');
        accepted.push({ passage, halves });
      } catch (error) {
        if (!(error instanceof OpticalError)) throw error;
        refused.push({ index, id: passage.id, error: toWireError(error) });
      }
    }
    let replaced = 0;
    const written = this.#write(accepted.length > 0, (version) => {
      for (const { passage, halves } of accepted) {
        const before = this.#tables.find(passage.id);
        if (before !== undefined) {
          replaced++;
          this.#remove(before, version);
        }
        const { row, tokens, textBytes } = this.#tables.insert(passage, halves);
        this.#count(1, tokens, textBytes);
        const arrival = { row, tokens, halves: new Uint8Array(halves.buffer, halves.byteOffset, halves.byteLength) };
        for (const live of this.#views) live.append(arrival, version);
      }
    });
    return { ...written, inserted: accepted.length - replaced, replaced, refused };
  }

  delete({ ids, documentIds, filter }: Selection): DeleteResult & Written {
    const rows = new Set<number>();
    let missing = 0;
    const note = (found: readonly { readonly row: number }[]): void => {
      if (found.length === 0) missing++;
      for (const { row } of found) rows.add(row);
    };
    const byId = this.#database.prepare('SELECT row FROM passages WHERE id = ?');
    const byDocument = this.#database.prepare('SELECT row FROM passages WHERE document = ?');
    for (const id of new Set(ids)) note(byId.all(id) as unknown as { row: number }[]);
    for (const document of new Set(documentIds)) note(byDocument.all(document) as unknown as { row: number }[]);
    if (filter !== undefined) {
      const { sql, values } = filterToSql(filter, this.#state.spec.fields);
      const found = this.#database.prepare(`SELECT p.row FROM passages p WHERE ${sql}`).all(...values);
      for (const { row } of found as unknown as { row: number }[]) rows.add(row);
    }
    const details = this.#database.prepare('SELECT row, tokens, text_bytes AS textBytes FROM passages WHERE row = ?');
    const written = this.#write(rows.size > 0, (version) => {
      for (const row of rows) {
        this.#remove(details.get(row) as unknown as CountedPassage, version);
      }
    });
    return { ...written, deleted: rows.size, missing };
  }

  /** Makes a built index the one that new searches use, together with the passages written meanwhile. */
  adopt({ memory, indexed, files }: BuiltIndex): OpenedView {
    const previous = this.#views.at(-1)!;
    const live = this.#newView(memory, indexed);
    if (indexed !== undefined) this.#markDead(live, this.#state.version);
    try {
      for (const arrival of previous.arrivalsAfter(files.coveredRow)) live.append(arrival, arrival.born);
      this.#name(files);
    } catch (error) {
      live.release();
      throw error;
    }
    this.#views.push(live);
    return this.#opened();
  }

  /**
   * Makes the files of an index the ones that are read when the collection is opened again.
   * @throws OpticalError `exhausted` when memory would not hold it together with the passages written meanwhile
   */
  leaveWith(files: IndexFiles): void {
    let bytes = files.memoryBytes;
    for (const { halves } of this.#views.at(-1)!.arrivalsAfter(files.coveredRow)) bytes += halves.length;
    const { limit } = this.#budget;
    if (limit !== 0 && bytes > limit) {
      const problem = `the new index and what was written meanwhile need ${bytes} bytes, the limit is ${limit} bytes`;
      throw exhausted(problem, retryAfterMs);
    }
    this.#name(files);
  }

  /** No search uses the views before this one any more. */
  release(viewId: number): void {
    const first = this.#views.findIndex(({ view }) => view.id === viewId);
    for (const live of this.#views.splice(0, first)) this.#forget(live);
  }

  close(): void {
    for (const live of this.#views.splice(0)) this.#forget(live);
    this.#database.close();
  }

  #name(files: IndexFiles): void {
    nameFiles(this.#database, files);
    this.#state = readState(this.#database);
  }

  #write(hasChange: boolean, change: (version: number) => void): Written {
    if (!hasChange) return { version: this.#state.version, pressure: pressureOf(this.#views.at(-1)!) };
    const before = { ...this.#state };
    const marks = this.#views.map(({ mark }) => mark);
    const version = before.version + 1;
    this.#removed = [];
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      this.#state = { ...before, version, updateTimeMs: Date.now() };
      change(version);
      const { passages, tokens, textBytes, updateTimeMs } = this.#state;
      this.#database
        .prepare('UPDATE state SET version = ?, passages = ?, tokens = ?, text_bytes = ?, update_time = ?')
        .run(version, passages, tokens, textBytes, updateTimeMs);
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#rollback();
      this.#state = before;
      for (const [index, live] of this.#views.entries()) {
        for (const row of this.#removed) live.setDeath(row, Infinity);
        live.rollBack(marks[index]!);
      }
      throw error;
    }
    return { version, pressure: pressureOf(this.#views.at(-1)!) };
  }

  /** Rows removed by the write in progress. */
  #removed: number[] = [];

  #remove({ row, tokens, textBytes }: CountedPassage, version: number): void {
    this.#tables.remove(row);
    this.#count(-1, -tokens, -textBytes);
    this.#removed.push(row);
    for (const live of this.#views) live.setDeath(row, version);
  }

  #count(passages: number, tokens: number, textBytes: number): void {
    const state = this.#state;
    this.#state = {
      ...state,
      passages: state.passages + passages,
      tokens: state.tokens + tokens,
      textBytes: state.textBytes + textBytes,
    };
  }

  #rollback(): void {
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
  }

  #newView(memory: WebAssembly.Memory, indexed: IndexedPassages | undefined): LiveView {
    const { space, codec } = this.#state.spec;
    const bits = codec.precision === 4 ? 4 : 2;
    const scratch = scratchStretches(indexed?.bytes ?? 0, this.#threads, space.dims, bits, indexed);
    const { shared: fresh } = new FreshPassages();
    return new LiveView({ id: ++lastViewId, memory, indexed, fresh, scratch }, space.dims, this.#budget);
  }

  /** Marks what the index has but the database no longer has. */
  #markDead(live: LiveView, version: number): void {
    const { rows, coveredRow } = live.view.indexed!;
    const statement = this.#database.prepare('SELECT row FROM passages WHERE row <= ?');
    statement.setReturnArrays(true);
    const alive = new Set((statement.all(coveredRow) as unknown as [number][]).map(([row]) => row));
    for (const row of rows) if (!alive.has(row)) live.setDeath(row, version);
  }

  #forget(live: LiveView): void {
    live.release();
    this.#budget.release(live.view.indexed?.bytes ?? 0);
  }

  #opened(): OpenedView {
    const live = this.#views.at(-1)!;
    return { view: live.view, version: this.#state.version, pressure: pressureOf(live) };
  }
}
