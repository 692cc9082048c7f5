import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { failedPrecondition } from '@optical/errors';

/** SQLITE_BUSY: another process holds the lock. */
const busyCode = 5;

/**
 * Takes a folder for this process. The operating system holds the lock (that of a SQLite file) and gives it back when
 * the process ends, by kill -9 too, so that a lock is never stale.
 *
 * @returns a function that gives the folder back
 * @throws OpticalError `failed-precondition` when another process holds it, or the folder cannot be written
 */
export function lockFolder(folder: string): () => void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw failedPrecondition(`cannot use ${folder} for the job queue: ${(cause as Error).message}`);
  }
  const file = new DatabaseSync(path.join(folder, 'lock'), { timeout: 0 });
  try {
    file.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (cause) {
    file.close();
    if ((cause as { errcode?: number }).errcode !== busyCode)
      throw failedPrecondition(`cannot lock ${folder}: ${(cause as Error).message}`);
    throw failedPrecondition(
      `another process uses the embedded job queue in ${folder}; several processes can share a queue only on a PostgreSQL server`,
    );
  }
  return () => {
    file.close();
  };
}
