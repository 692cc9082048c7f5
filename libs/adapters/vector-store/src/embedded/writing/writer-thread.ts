import { workerData } from 'node:worker_threads';
import type { Selection } from '../../port/engine.ts';
import type { NewPassage } from '../../port/passage.ts';
import type { BuiltIndex, IndexFiles } from '../building/built-index.ts';
import { openReadable } from '../database/open-database.ts';
import { unnamedFiles } from '../files/unnamed-files.ts';
import { MemoryBudget } from '../memory/memory-budget.ts';
import type { SharedBudget } from '../memory/memory-budget.ts';
import { requireOpen } from '../threads/require-open.ts';
import { serveThread } from '../threads/serve-thread.ts';
import { WritableCollection } from './writable-collection.ts';

/** What the thread is given. */
export interface WriterData {
  readonly budget: SharedBudget;
  readonly searchThreads: number;
}

interface OfCollection {
  /** Folder of the collection. */
  readonly folder: string;
}

const { budget, searchThreads } = workerData as WriterData;
const memoryBudget = new MemoryBudget(budget.limit, budget.shared);
const collections = new Map<string, WritableCollection>();
const collectionOf = ({ folder }: OfCollection): WritableCollection => requireOpen(collections, folder);

const methods = {
  open: ({ folder, loaded }: OfCollection & { readonly loaded: Parameters<WritableCollection['open']>[0] }) => {
    let collection: WritableCollection | undefined;
    try {
      collection = new WritableCollection(folder, memoryBudget, searchThreads);
      const opened = collection.open(loaded);
      collections.set(folder, collection);
      return opened;
    } catch (error) {
      collection?.close();
      memoryBudget.release(loaded?.indexed.bytes ?? 0);
      throw error;
    }
  },
  upsert: (call: OfCollection & { readonly passages: readonly NewPassage[] }) =>
    collectionOf(call).upsert(call.passages),
  delete: (call: OfCollection & { readonly selection: Selection }) => collectionOf(call).delete(call.selection),
  bytes: (call: OfCollection) => collectionOf(call).bytes,
  adopt: (call: OfCollection & { readonly built: BuiltIndex }) => collectionOf(call).adopt(call.built),
  leaveWith: (call: OfCollection & { readonly files: IndexFiles }) => {
    collectionOf(call).leaveWith(call.files);
  },
  release: (call: OfCollection & { readonly viewId: number }) => {
    collectionOf(call).release(call.viewId);
  },
  /** Index files that nobody reads or will read, provided that no build of the collection is under way. */
  unnamed: ({ folder }: OfCollection) => {
    using database = openReadable(folder);
    return unnamedFiles(folder, database);
  },
  shut: (call: OfCollection) => {
    collections.get(call.folder)?.close();
    collections.delete(call.folder);
  },
};

/** The thread that writes: databases of all collections, and passages that no index covers. */
export type WriterMethods = typeof methods;

serveThread(methods, ['release', 'shut'], () => {
  for (const collection of collections.values()) collection.close();
});
