import type { Collection } from '@optical/contracts/indexer';
import { invalidArgument, OpticalError } from '@optical/errors';
import type { ServiceHandlers } from '@optical/grpc';
import type { VectorEngine } from '@optical/vector-store';
import { writeCollection } from '../messages/collection.ts';

const pageSizes = { default: 50, largest: 500 };

/** The collections, by name. The token of a page is the name before its first. */
export const listCollections =
  (engine: VectorEngine): ServiceHandlers<'indexer'>['listCollections'] =>
  async ({ pageSize, pageToken }) => {
    if (pageSize > pageSizes.largest) {
      throw invalidArgument({ field: 'page_size', description: `${pageSize} is above the limit ${pageSizes.largest}` });
    }
    const size = pageSize === 0 ? pageSizes.default : pageSize;
    const found = await engine.list(pageToken, size + 1);
    const page = found.slice(0, size);
    const collections: Collection[] = [];
    // One after the other: each takes a place in the line of searches for a moment.
    for (const state of page) {
      const statistics = await unlessGone(engine.statistics(state.spec.name));
      if (statistics !== undefined) collections.push(writeCollection(state, statistics));
    }
    return {
      collections,
      nextPageToken: found.length > size ? page.at(-1)!.spec.name : '',
    };
  };

/** The result, or undefined when the collection has been deleted since it was listed. */
async function unlessGone<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result;
  } catch (error) {
    if (error instanceof OpticalError && error.kind === 'not-found') return undefined;
    throw error;
  }
}
