import type { ServiceHandlers } from '@optical/grpc';
import type { VectorEngine } from '@optical/vector-store';
import { writeCollection } from '../messages/collection.ts';
import type { Snapshots } from '../snapshots/snapshots.ts';
import { writeSnapshot } from '../snapshots/snapshot-message.ts';

/** A collection with its counts, sizes, recall estimates and snapshots. */
export const describeCollection =
  (engine: VectorEngine, snapshots: Snapshots): ServiceHandlers<'indexer'>['describeCollection'] =>
  async ({ collection }) => {
    const state = await engine.find(collection);
    const { name } = state.spec;
    const [statistics, recall, taken] = await Promise.all([
      engine.statistics(name),
      engine.recall(name),
      snapshots.of(name),
    ]);
    return {
      collection: writeCollection(state, statistics),
      recall: recall.map((estimate) => ({ ...estimate })),
      snapshots: taken.map(writeSnapshot),
    };
  };
