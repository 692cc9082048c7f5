import { workerData } from 'node:worker_threads';
import { openReadable, openWritable } from '../database/open-database.ts';
import { MemoryBudget } from '../memory/memory-budget.ts';
import type { SharedBudget } from '../memory/memory-budget.ts';
import { serveThread } from '../threads/serve-thread.ts';
import { buildIndex } from './build-index.ts';
import type { BuildKind } from './build-index.ts';
import { nameFiles } from './name-files.ts';

/** What the thread is given. */
export interface BuilderData {
  readonly budget: SharedBudget;
}

const { budget } = workerData as BuilderData;
const memoryBudget = new MemoryBudget(budget.limit, budget.shared);

const methods = {
  build: ({ folder, kind }: { readonly folder: string; readonly kind: BuildKind }) => {
    using database = openReadable(folder);
    return buildIndex(folder, database, kind, memoryBudget);
  },
  /** Builds the index of a collection that is not in memory, and leaves it in files. */
  remake: ({ folder }: { readonly folder: string }) => {
    using database = openWritable(folder);
    const built = buildIndex(folder, database, 'train', memoryBudget);
    memoryBudget.release(built.indexed!.bytes);
    nameFiles(database, built);
  },
};

/** The thread that builds indexes, which may take minutes. */
export type BuilderMethods = typeof methods;

serveThread(methods, () => undefined);
