import type { DatabaseSync } from 'node:sqlite';
import type { CollectionStatistics } from '../../port/collection.ts';
import { readSegments, readState } from './open-database.ts';

/** Counts and sizes, all of one state of the collection. */
export function readStatistics(database: DatabaseSync): CollectionStatistics {
  database.exec('BEGIN');
  try {
    const { passages, tokens, textBytes, coveredRow, indexBytes, centroids, spec } = readState(database);
    const one = (sql: string, ...values: number[]) => Number(database.prepare(sql).get(...values)?.count);
    const byLanguage = database.prepare('SELECT language, count(*) AS count FROM passages GROUP BY language').all();
    const segmentBytes = readSegments(database).reduce((sum, { bytes }) => sum + bytes, 0);
    const fresh = database.prepare(
      'SELECT count(*) AS count, coalesce(sum(tokens), 0) AS tokens FROM passages WHERE row > ?',
    );
    const unindexed = fresh.get(coveredRow) as unknown as { readonly count: number; readonly tokens: number };
    const vectorBytes = spec.space.dims * 2;
    return {
      passages,
      documents: one('SELECT count(DISTINCT document) AS count FROM passages'),
      tokens,
      passagesByLanguage: Object.fromEntries(byLanguage.map((row) => [row.language, row.count])) as Record<
        string,
        number
      >,
      vectorBytes: segmentBytes + unindexed.tokens * vectorBytes,
      indexBytes,
      textBytes,
      originalBytes: tokens * vectorBytes,
      unindexedPassages: unindexed.count,
      centroids,
    };
  } finally {
    database.exec('COMMIT');
  }
}
