import { workerData } from 'node:worker_threads';
import { openReadable } from '../database/open-database.ts';
import { MemoryBudget } from '../memory/memory-budget.ts';
import type { SharedBudget } from '../memory/memory-budget.ts';
import { serveThread } from '../threads/serve-thread.ts';
import { buildIndex } from './build-index.ts';
import type { BuildKind } from './build-index.ts';

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
};

/** The thread that builds indexes, which may take minutes. */
export type BuilderMethods = typeof methods;

serveThread(methods, () => undefined);
