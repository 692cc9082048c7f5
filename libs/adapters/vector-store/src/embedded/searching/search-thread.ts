import { workerData } from 'node:worker_threads';
import type { ReplyRoom } from '../../port/engine.ts';
import { openReadable } from '../database/open-database.ts';
import { readStatistics } from '../database/read-statistics.ts';
import type { View } from '../memory/view.ts';
import { requireOpen } from '../threads/require-open.ts';
import { serveThread } from '../threads/serve-thread.ts';
import { ReadableCollection } from './readable-collection.ts';
import type { SearchRequest } from './search-request.ts';

/** What the thread is given. */
export interface SearchThreadData {
  /** Its number, from 0. */
  readonly thread: number;
}

interface OfCollection {
  /** Folder of the collection. */
  readonly folder: string;
}

/** Which passages to read. */
interface PassageRequest extends OfCollection {
  readonly ids: readonly string[];
  readonly withVectors: boolean;
  readonly room: ReplyRoom | undefined;
}

const { thread } = workerData as SearchThreadData;
const collections = new Map<string, ReadableCollection>();
const collectionOf = ({ folder }: OfCollection): ReadableCollection => requireOpen(collections, folder);

const methods = {
  /** From now on searches use this view. */
  adopt: ({ folder, view }: OfCollection & { readonly view: View }) => {
    const known = collections.get(folder);
    if (known === undefined) collections.set(folder, new ReadableCollection(folder, view, thread));
    else known.adopt(view);
  },
  search: (request: SearchRequest) => collectionOf(request).search(request),
  get: (call: PassageRequest) => collectionOf(call).get(call.ids, call.withVectors, call.room),
  /** Of a collection that need not be in memory. */
  statistics: ({ folder }: OfCollection) => {
    using database = openReadable(folder);
    return readStatistics(database);
  },
  shut: ({ folder }: OfCollection) => {
    collections.get(folder)?.close();
    collections.delete(folder);
  },
};

/** A thread that searches and reads. */
export type SearchMethods = typeof methods;

serveThread(methods, ['adopt', 'shut'], () => {
  for (const collection of collections.values()) collection.close();
});
