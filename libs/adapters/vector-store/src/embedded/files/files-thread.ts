import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { workerData } from 'node:worker_threads';
import { loadNamedIndex } from '../building/build-index.ts';
import { databaseFile, openReadable, readSegments, readState } from '../database/open-database.ts';
import { MemoryBudget } from '../memory/memory-budget.ts';
import type { SharedBudget } from '../memory/memory-budget.ts';
import { serveThread } from '../threads/serve-thread.ts';
import { copyFolder } from './copy-folder.ts';

/** What the thread is given. */
export interface FilesData {
  readonly budget: SharedBudget;
}

interface OfCollection {
  /** Folder of the collection. */
  readonly folder: string;
}

const { budget } = workerData as FilesData;
const memoryBudget = new MemoryBudget(budget.limit, budget.shared);

const methods = {
  /** The index of a collection that is about to be opened. */
  load: ({ folder }: OfCollection) => {
    using database = openReadable(folder);
    return loadNamedIndex(folder, database, memoryBudget);
  },
  /** Removes files that the database does not name: of earlier states, or of builds that were not adopted. */
  tidy: ({ folder }: OfCollection) => {
    using database = openReadable(folder);
    const named = new Set([readState(database).codecFile, ...readSegments(database).map(({ file }) => file)]);
    for (const file of readdirSync(folder)) {
      if (/^(segment|codec)-/.test(file) && !named.has(file)) rmSync(path.join(folder, file));
    }
  },
  /** A consistent copy of the collection; this thread tidies up after builds, so the files that it names stay. */
  export: ({ folder, target }: OfCollection & { readonly target: string }) => {
    using database = openReadable(folder);
    database.prepare('VACUUM INTO ?').run(path.join(target, databaseFile));
    using copy = openReadable(target);
    const { codecFile, version, passages } = readState(copy);
    const files = [codecFile, ...readSegments(copy).map(({ file }) => file)].filter((file) => file !== '');
    for (const file of files) copyFileSync(path.join(folder, file), path.join(target, file));
    return { version, passages };
  },
  /** The files of such a copy, in a new folder. */
  import: ({ folder, source }: OfCollection & { readonly source: string }) => {
    copyFolder(source, folder);
  },
};

/** A thread that reads, copies and removes the files of collections. */
export type FilesMethods = typeof methods;

serveThread(methods, ['load'], () => undefined);
