import type { ServiceHandlers } from '@optical/grpc';
import { requireRequestId } from '../messages/request-id.ts';
import type { Snapshots } from '../snapshots/snapshots.ts';
import { writeSnapshot } from '../snapshots/snapshot-message.ts';

/** Registers an immutable copy of a collection. */
export const snapshot =
  (snapshots: Snapshots): ServiceHandlers<'indexer'>['snapshot'] =>
  async ({ collection, snapshotName, requestId }, { signal }) => {
    const taken = await snapshots.take(collection, snapshotName, requireRequestId(requestId), signal);
    return { snapshot: writeSnapshot(taken) };
  };
