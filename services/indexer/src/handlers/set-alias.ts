import { invalidArgument } from '@optical/errors';
import type { ServiceHandlers } from '@optical/grpc';
import { isCollectionName } from '@optical/vector-store';
import type { VectorEngine } from '@optical/vector-store';

/** Moves or removes an alias. */
export const setAlias =
  (engine: VectorEngine): ServiceHandlers<'indexer'>['setAlias'] =>
  async ({ alias, collection, expectedCollection }) => {
    if (!isCollectionName(alias)) {
      const description = `${JSON.stringify(alias.slice(0, 100))} is not 1 to 63 characters of a-z, 0-9, - and _`;
      throw invalidArgument({ field: 'alias', description });
    }
    const expected = expectedCollection === '' ? undefined : expectedCollection;
    return { previousCollection: await engine.setAlias(alias, collection, expected) };
  };
