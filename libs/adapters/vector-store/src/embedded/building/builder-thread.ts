import { copyFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { workerData } from 'node:worker_threads';
import { databaseFile, openReadable, readSegments, readState } from '../database/open-database.ts';
import { MemoryBudget } from '../memory/memory-budget.ts';
import { serveThread } from '../threads/serve-thread.ts';
import { buildIndex, loadNamedIndex } from './build-index.ts';
import type { BuildKind } from './build-index.ts';

/** What the thread is given. */
export interface BuilderData {
  readonly budget: { readonly limit: number; readonly shared: SharedArrayBuffer };
}

interface OfCollection {
  /** Folder of the collection. */
  readonly folder: string;
}

const { budget } = workerData as BuilderData;
const memoryBudget = new MemoryBudget(budget.limit, budget.shared);

const methods = {
  /** The index of a collection that is about to be opened. */
  load: ({ folder }: OfCollection) => {
    using database = openReadable(folder);
    return loadNamedIndex(folder, database, memoryBudget);
  },
  build: ({ folder, kind }: OfCollection & { readonly kind: BuildKind }) => {
    using database = openReadable(folder);
    return buildIndex(folder, database, kind, memoryBudget);
  },
  /** Removes files that the database does not name: of earlier states, or of builds that were not adopted. */
  tidy: ({ folder }: OfCollection) => {
    using database = openReadable(folder);
    const named = new Set([readState(database).codecFile, ...readSegments(database).map(({ file }) => file)]);
    for (const file of readdirSync(folder)) {
      if (/^(segment|codec)-/.test(file) && !named.has(file)) rmSync(path.join(folder, file));
    }
  },
  /** A consistent copy of the collection; nothing else builds meanwhile, so the files that it names stay. */
  export: ({ folder, target }: OfCollection & { readonly target: string }) => {
    using database = openReadable(folder);
    database.prepare('VACUUM INTO ?').run(path.join(target, databaseFile));
    using copy = openReadable(target);
    const { codecFile, version, passages } = readState(copy);
    const files = [codecFile, ...readSegments(copy).map(({ file }) => file)].filter((file) => file !== '');
    for (const file of files) copyFileSync(path.join(folder, file), path.join(target, file));
    return { version, passages };
  },
};

/** The thread that reads, builds and copies indexes. */
export type BuilderMethods = typeof methods;

serveThread(methods, () => undefined);
