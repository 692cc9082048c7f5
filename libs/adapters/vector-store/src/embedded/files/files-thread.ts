import { copyFileSync, rmSync } from 'node:fs';
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
  /** Removes files, which may be gone. */
  remove: ({ files }: { readonly files: readonly string[] }) => {
    for (const file of files) rmSync(file, { force: true });
  },
  /** A consistent copy of the collection; this thread removes what builds replaced, so the files that it names stay. */
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
