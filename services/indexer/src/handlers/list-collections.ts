import { invalidArgument } from '@optical/errors';
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
    const collections = page.map(async (state) => writeCollection(state, await engine.statistics(state.spec.name)));
    return {
      collections: await Promise.all(collections),
      nextPageToken: found.length > size ? page.at(-1)!.spec.name : '',
    };
  };
