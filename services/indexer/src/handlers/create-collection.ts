import type { ServiceHandlers } from '@optical/grpc';
import type { VectorEngine } from '@optical/vector-store';
import { readSpec, writeCollection } from '../messages/collection.ts';
import { requireRequestId } from '../messages/request-id.ts';

/** Makes an empty collection. */
export const createCollection =
  (engine: VectorEngine): ServiceHandlers<'indexer'>['createCollection'] =>
  async ({ spec, requestId }) => {
    const state = await engine.create(readSpec(spec), requireRequestId(requestId));
    return { collection: writeCollection(state, await engine.statistics(state.spec.name)) };
  };
