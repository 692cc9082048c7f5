import type { ServiceHandlers } from '@optical/grpc';
import type { VectorEngine } from '@optical/vector-store';

/** Deletes a collection; its snapshots stay in the registry. */
export const deleteCollection =
  (engine: VectorEngine): ServiceHandlers<'indexer'>['deleteCollection'] =>
  async ({ collection }) => ({ deleted: await engine.remove(collection) });
