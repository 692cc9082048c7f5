import type { DatabaseSync } from 'node:sqlite';
import type { IndexFiles } from './built-index.ts';

/** From now on the database names the files of an index, and none of another. */
export function nameFiles(database: DatabaseSync, files: IndexFiles): void {
  const { segments, coveredRow, codecFile, indexBytes, centroids, trainedTokens } = files;
  database.exec('BEGIN IMMEDIATE');
  try {
    database.prepare('DELETE FROM segments').run();
    const insert = database.prepare('INSERT INTO segments VALUES (?, ?, ?)');
    for (const { file, bytes, passages } of segments) insert.run(file, bytes, passages);
    database
      .prepare('UPDATE state SET covered_row = ?, codec_file = ?, index_bytes = ?, centroids = ?, trained_tokens = ?')
      .run(coveredRow, codecFile, indexBytes, centroids, trainedTokens);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
