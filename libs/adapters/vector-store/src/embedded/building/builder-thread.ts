import { workerData } from 'node:worker_threads';
import { openReadable, openWritable } from '../database/open-database.ts';
import { MemoryBudget } from '../memory/memory-budget.ts';
import type { SharedBudget } from '../memory/memory-budget.ts';
import { serveThread } from '../threads/serve-thread.ts';
import { codeIndex, loadCodedIndex } from './build-index.ts';
import type { BuildKind } from './build-index.ts';
import type { IndexFiles } from './built-index.ts';
import { nameFiles } from './name-files.ts';

/** What the thread is given. */
export interface BuilderData {
  readonly budget: SharedBudget;
}

interface OfCollection {
  /** Folder of the collection. */
  readonly folder: string;
}

const { budget } = workerData as BuilderData;
const memoryBudget = new MemoryBudget(budget.limit, budget.shared);

const methods = {
  /** Leaves an index in files, which nobody names yet. */
  code: ({ folder, kind }: OfCollection & { readonly kind: BuildKind }) => {
    using database = openReadable(folder);
    return codeIndex(folder, database, kind, memoryBudget);
  },
  /** Reads such files into memory, beside the bytes that the collection holds there. */
  load: ({ folder, files, held }: OfCollection & { readonly files: IndexFiles; readonly held: number }) => {
    memoryBudget.requirePossible(held + files.memoryBytes, 'an index beside the one before');
    using database = openReadable(folder);
    return loadCodedIndex(folder, database, files, memoryBudget);
  },
  /** Builds the index of a collection that is not in memory, and leaves it in files. */
  remake: ({ folder }: OfCollection) => {
    using database = openWritable(folder);
    nameFiles(database, codeIndex(folder, database, 'train', memoryBudget));
  },
};

/** The thread that builds indexes, which may take minutes. */
export type BuilderMethods = typeof methods;

serveThread(methods, ['code', 'load', 'remake'], () => undefined);
