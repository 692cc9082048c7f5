import { invalidArgument } from '@optical/errors';
import type { ServiceHandlers } from '@optical/grpc';
import type { VectorEngine } from '@optical/vector-store';
import { readFilter } from '../messages/filter.ts';

const mostIds = 10_000;

/** Deletes passages by id, document or filter. */
export const deletePassages =
  (engine: VectorEngine): ServiceHandlers<'indexer'>['delete'] =>
  async ({ collection, ids, documentIds, filter }) => {
    for (const [field, given] of Object.entries({ ids, document_ids: documentIds })) {
      if (given.length > mostIds)
        throw invalidArgument({ field, description: `${given.length} are above the limit ${mostIds}` });
    }
    const selection = { ids, documentIds, filter: filter === null ? undefined : readFilter(filter) };
    const { deleted, missing, version } = await engine.delete(collection, selection);
    return { deleted, missing, version: { collection, version } };
  };
