import { openEmbeddedDatabase } from './embedded-database.ts';
import { openServerDatabase } from './server-database.ts';
import type { SqlDatabase } from './sql-database.ts';

/** Where a queue is kept: in a folder of this process, or on a PostgreSQL server shared by several. */
export type QueuePlace = { readonly folder: string } | { readonly connectionString: string };

/**
 * The database of a queue. Returns at once; what takes time happens when it is first used.
 * @throws OpticalError `failed-precondition` when another process uses the folder
 */
export function openDatabase(place: QueuePlace): SqlDatabase {
  return 'folder' in place ? openEmbeddedDatabase(place.folder) : openServerDatabase(place.connectionString);
}
