import path from 'node:path';
import type { SettingsOf } from '@optical/config';
import { JobQueue, openDatabase } from '@optical/jobs';
import type { evaluatorSettings } from '../../config.ts';
import { CellTable } from './cell-table.ts';
import { projectEvent } from './study-document.ts';
import type { StudyQueue } from './study-document.ts';

/** The studies of a database. */
export interface Studies {
  readonly queue: StudyQueue;
  readonly cells: CellTable;
}

/** Studies whose database is opened when it is first used: making an embedded one takes seconds. */
export interface StudyAccess {
  /** @throws OpticalError `unavailable` when the database does not answer; asked again, it tries again */
  get(): Promise<Studies>;
  close(): Promise<void>;
}

/** @throws OpticalError `failed-precondition` when another process uses the folder */
export function openStudies(
  { studies }: Pick<SettingsOf<typeof evaluatorSettings>, 'studies'>,
  folder: string,
): StudyAccess {
  const { database: connectionString, leaseMs, pollMs, retry, maxQueued } = studies;
  const database = openDatabase(
    connectionString === undefined ? { folder: path.join(folder, 'studies') } : { connectionString },
  );
  let opening: Promise<Studies> | undefined;
  const open = async (): Promise<Studies> => {
    const cells = new CellTable(database);
    const queue: StudyQueue = await JobQueue.open(database, {
      project: projectEvent,
      leaseMs,
      pollMs,
      backOff: { baseMs: retry.baseMs, maxMs: retry.maxMs },
      maxQueued,
    });
    await cells.prepare();
    return { queue, cells };
  };
  return {
    get: () => {
      opening ??= open();
      opening.catch(() => (opening = undefined));
      return opening;
    },
    close: () => database.close(),
  };
}
