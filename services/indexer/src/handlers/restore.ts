import { invalidArgument } from '@optical/errors';
import type { ServiceHandlers } from '@optical/grpc';
import type { VectorEngine } from '@optical/vector-store';
import { writeCollection } from '../messages/collection.ts';
import { requireRequestId } from '../messages/request-id.ts';
import type { Snapshots } from '../snapshots/snapshots.ts';

/** Makes a collection from a snapshot. */
export const restore =
  (engine: VectorEngine, snapshots: Snapshots): ServiceHandlers<'indexer'>['restore'] =>
  async ({ snapshot, collection, requestId }) => {
    if (snapshot === '') throw invalidArgument({ field: 'snapshot', description: 'is required' });
    const state = await snapshots.restore(snapshot, collection, requireRequestId(requestId));
    return { collection: writeCollection(state, await engine.statistics(collection)) };
  };
