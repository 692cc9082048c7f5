import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { readSegments, readState } from '../database/open-database.ts';

/**
 * Paths of the index files in a collection's folder that its database does not name: of earlier states, or of builds that
 * were not adopted. While a build is under way its files are among them.
 */
export function unnamedFiles(folder: string, database: DatabaseSync): string[] {
  const named = new Set([readState(database).codecFile, ...readSegments(database).map(({ file }) => file)]);
  return readdirSync(folder)
    .filter((file) => /^(segment|codec)-/.test(file) && !named.has(file))
    .map((file) => path.join(folder, file));
}
