import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import { alreadyExists, failedPrecondition, invalidArgument, notFound, OpticalError } from '@optical/errors';

/** What the catalog knows of a collection. */
export interface CatalogEntry {
  readonly name: string;
  /** Name of its folder: never used again, so that a collection made anew is not taken for the one before. */
  readonly folder: string;
  readonly createTimeMs: number;
}

const schema = `
  CREATE TABLE IF NOT EXISTS collections (
    name TEXT PRIMARY KEY,
    folder TEXT NOT NULL UNIQUE,
    request_id TEXT NOT NULL UNIQUE,
    request TEXT NOT NULL,
    create_time INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS aliases (
    alias TEXT PRIMARY KEY,
    collection TEXT NOT NULL REFERENCES collections (name)
  ) STRICT;
`;

/** SQLITE_BUSY: another process holds the lock. */
const busyCode = 5;

const columns = 'name, folder, create_time AS createTimeMs';

/** Which collections there are, and the aliases that point to them. Belongs to one process at a time. */
export class Catalog {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  /** @throws OpticalError `failed-precondition` when another process uses the folder */
  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#database = new DatabaseSync(path.join(folder, 'catalog.db'), { timeout: 0 });
    try {
      // The operating system gives the lock back when the process ends, by kill -9 too.
      this.#database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
      this.#database.exec(`BEGIN EXCLUSIVE; ${schema} COMMIT`);
    } catch (cause) {
      this.#database.close();
      if ((cause as { errcode?: number }).errcode !== busyCode) throw cause;
      throw failedPrecondition(`another process uses the collections in ${folder}`);
    }
  }

  /**
   * @returns the entry that the same request made before
   * @throws OpticalError `invalid-argument` when the id made another collection, or this one by another request
   */
  findRequest(requestId: string, name: string, request: string): CatalogEntry | undefined {
    const found = this.#prepare(`SELECT ${columns}, request FROM collections WHERE request_id = ?`).get(
      requestId,
    ) as unknown as (CatalogEntry & { readonly request: string }) | undefined;
    if (found === undefined || (found.name === name && found.request === request)) return found;
    const description = `${JSON.stringify(requestId)} made the collection ${found.name} by another request`;
    throw invalidArgument({ field: 'request_id', description });
  }

  /** @throws OpticalError `already-exists` when a collection or an alias has the name */
  requireFree(name: string): void {
    if (this.#byName(name) !== undefined) throw alreadyExists('collection', name);
    if (this.aliasTarget(name) !== undefined) throw alreadyExists('alias', name);
  }

  add(entry: CatalogEntry, requestId: string, request: string): void {
    this.requireFree(entry.name);
    this.#prepare('INSERT INTO collections VALUES (?, ?, ?, ?, ?)').run(
      entry.name,
      entry.folder,
      requestId,
      request,
      entry.createTimeMs,
    );
  }

  /** @throws OpticalError `failed-precondition` while an alias points to it */
  remove(name: string): CatalogEntry | undefined {
    const entry = this.#byName(name);
    if (entry === undefined) {
      const target = this.aliasTarget(name);
      if (target !== undefined) throw failedPrecondition(`${name} is an alias of the collection ${target}`);
      return undefined;
    }
    const aliases = this.aliasesOf(name);
    if (aliases.length > 0) throw failedPrecondition(`aliases point to the collection ${name}: ${aliases.join(', ')}`);
    this.#prepare('DELETE FROM collections WHERE name = ?').run(name);
    return entry;
  }

  /** @throws OpticalError `not-found` */
  resolve(nameOrAlias: string): CatalogEntry {
    const entry = this.#byName(this.aliasTarget(nameOrAlias) ?? nameOrAlias);
    if (entry === undefined) throw notFound('collection', nameOrAlias);
    return entry;
  }

  /** @throws OpticalError `not-found`, `failed-precondition` for an alias */
  named(name: string): CatalogEntry {
    const entry = this.#byName(name);
    if (entry !== undefined) return entry;
    const target = this.aliasTarget(name);
    if (target === undefined) throw notFound('collection', name);
    throw failedPrecondition(`${name} is an alias; write to the collection ${target} that it points to`);
  }

  list(after: string, limit: number): CatalogEntry[] {
    return this.#prepare(`SELECT ${columns} FROM collections WHERE name > ? ORDER BY name LIMIT ?`).all(
      after,
      limit,
    ) as unknown as CatalogEntry[];
  }

  /** Names of the folders in use. */
  folders(): ReadonlySet<string> {
    return new Set(this.list('', Number.MAX_SAFE_INTEGER).map(({ folder }) => folder));
  }

  aliasesOf(collection: string): string[] {
    return this.#prepare('SELECT alias FROM aliases WHERE collection = ? ORDER BY alias')
      .all(collection)
      .map((row) => row.alias as string);
  }

  aliasTarget(alias: string): string | undefined {
    const found = this.#prepare('SELECT collection FROM aliases WHERE alias = ?').get(alias);
    return found?.collection as string | undefined;
  }

  /**
   * @param collection where the alias points from now on; empty removes it
   * @param expected where it must point before; undefined for anywhere
   * @returns where it pointed; empty for nowhere
   * @throws OpticalError `aborted` when it points elsewhere, `not-found`, `already-exists` for a collection's name
   */
  setAlias(alias: string, collection: string, expected: string | undefined): string {
    const before = this.aliasTarget(alias) ?? '';
    if (expected !== undefined && before !== expected) {
      const where = before === '' ? 'points nowhere' : `points to ${before}`;
      throw new OpticalError('aborted', `the alias ${alias} ${where}, expected ${expected}`);
    }
    if (collection === '') {
      this.#prepare('DELETE FROM aliases WHERE alias = ?').run(alias);
      return before;
    }
    if (this.#byName(alias) !== undefined) throw alreadyExists('collection', alias);
    if (this.#byName(collection) === undefined) throw notFound('collection', collection);
    this.#prepare(
      'INSERT INTO aliases VALUES (?, ?) ON CONFLICT (alias) DO UPDATE SET collection = excluded.collection',
    ).run(alias, collection);
    return before;
  }

  close(): void {
    this.#database.close();
  }

  #prepare(sql: string): StatementSync {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#prepared.set(sql, statement);
    return statement;
  }

  #byName(name: string): CatalogEntry | undefined {
    return this.#prepare(`SELECT ${columns} FROM collections WHERE name = ?`).get(name) as unknown as
      CatalogEntry | undefined;
  }
}
