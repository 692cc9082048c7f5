import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { OpticalError } from '@optical/errors';
import { z } from 'zod';
import type { CollectionSpec } from '../../port/collection.ts';

/** Name of the database in a collection's folder. */
export const databaseFile = 'passages.db';

/** Raised whenever older databases can no longer be read as they are. */
const schemaVersion = 1;

/**
 * Everything that was acknowledged. Segments and codec are made from it and can be made again.
 * `row` numbers ascend and are never used twice: a replaced passage gets a new one, so what lies under a row never
 * changes. Segments cover all rows up to `covered_row`.
 */
const schema = `
  CREATE TABLE state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    spec TEXT NOT NULL,
    version INTEGER NOT NULL,
    passages INTEGER NOT NULL,
    tokens INTEGER NOT NULL,
    text_bytes INTEGER NOT NULL,
    update_time INTEGER NOT NULL,
    covered_row INTEGER NOT NULL,
    codec_file TEXT NOT NULL,
    index_bytes INTEGER NOT NULL,
    centroids INTEGER NOT NULL,
    trained_tokens INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE passages (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL,
    language TEXT NOT NULL,
    tokens INTEGER NOT NULL,
    text_bytes INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX passages_by_document ON passages (document);
  CREATE INDEX passages_by_language ON passages (language);
  CREATE TABLE contents (row INTEGER PRIMARY KEY, text TEXT NOT NULL, metadata TEXT NOT NULL, spans TEXT) STRICT;
  CREATE TABLE vectors (row INTEGER PRIMARY KEY, halves BLOB NOT NULL) STRICT;
  CREATE TABLE field_values (
    field INTEGER NOT NULL,
    value ANY NOT NULL,
    row INTEGER NOT NULL,
    PRIMARY KEY (field, value, row)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX field_values_by_row ON field_values (row);
  CREATE TABLE segments (
    file TEXT PRIMARY KEY,
    bytes INTEGER NOT NULL,
    passages INTEGER NOT NULL
  ) STRICT;
  PRAGMA user_version = ${schemaVersion};
`;

/** Milliseconds that a statement waits for another connection. */
const busyTimeoutMs = 10_000;

/** Makes the database of a new collection. */
export function createDatabase(folder: string, spec: CollectionSpec, now: number): void {
  mkdirSync(folder, { recursive: true });
  using database = openWritable(folder, { fresh: true });
  database.exec('BEGIN IMMEDIATE');
  database.exec(schema);
  database.prepare(`INSERT INTO state VALUES (1, ?, 0, 0, 0, 0, ?, 0, '', 0, 0, 0)`).run(JSON.stringify(spec), now);
  database.exec('COMMIT');
}

/** The one connection that writes. Commits are on disk when they return (WAL, synchronous = FULL). */
export function openWritable(folder: string, { fresh = false } = {}): DatabaseSync {
  const database = new DatabaseSync(path.join(folder, databaseFile), { timeout: busyTimeoutMs });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16000');
  if (!fresh) requireVersion(database, folder);
  return database;
}

/** A connection that reads. */
export function openReadable(folder: string): DatabaseSync {
  const database = new DatabaseSync(path.join(folder, databaseFile), { timeout: busyTimeoutMs, readOnly: true });
  database.exec('PRAGMA cache_size = -16000');
  requireVersion(database, folder);
  return database;
}

function requireVersion(database: DatabaseSync, folder: string): void {
  const found = database.prepare('PRAGMA user_version').get()?.user_version;
  if (found === schemaVersion) return;
  database.close();
  const problem = `${path.join(folder, databaseFile)} has schema version ${Number(found)}, expected ${schemaVersion}`;
  throw new OpticalError('failed-precondition', problem);
}

/** The row of the table state. */
export interface StateRow {
  readonly spec: CollectionSpec;
  readonly version: number;
  readonly passages: number;
  readonly tokens: number;
  readonly textBytes: number;
  readonly updateTimeMs: number;
  readonly coveredRow: number;
  /** Empty while there is no codec. */
  readonly codecFile: string;
  readonly indexBytes: number;
  readonly centroids: number;
  readonly trainedTokens: number;
}

const integer = z.int().min(0);
const stateRow = z
  .object({
    spec: z.string(),
    version: integer,
    passages: integer,
    tokens: integer,
    text_bytes: integer,
    update_time: integer,
    covered_row: integer,
    codec_file: z.string(),
    index_bytes: integer,
    centroids: integer,
    trained_tokens: integer,
  })
  .transform((row): StateRow => ({
    spec: JSON.parse(row.spec) as CollectionSpec,
    version: row.version,
    passages: row.passages,
    tokens: row.tokens,
    textBytes: row.text_bytes,
    updateTimeMs: row.update_time,
    coveredRow: row.covered_row,
    codecFile: row.codec_file,
    indexBytes: row.index_bytes,
    centroids: row.centroids,
    trainedTokens: row.trained_tokens,
  }));

export function readState(database: DatabaseSync): StateRow {
  return stateRow.parse(database.prepare('SELECT * FROM state').get());
}

/** A segment file and what it takes. */
export interface SegmentRow {
  readonly file: string;
  readonly bytes: number;
  readonly passages: number;
}

/** The segments, oldest first. */
export function readSegments(database: DatabaseSync): SegmentRow[] {
  return database.prepare('SELECT file, bytes, passages FROM segments ORDER BY file').all() as unknown as SegmentRow[];
}
