import { requireDigest, requireName } from '@optical/artifacts';
import type { ServiceHandlers } from '@optical/grpc';
import { aliasMessage } from '../models/registered-model.ts';
import type { ModelRegistry } from '../models/registered-model.ts';
import { defaultAlias } from './promote-model.ts';

/** Points an alias back to where it was before its last move. */
export const rollbackModel =
  ({ artifacts }: Pick<ModelRegistry, 'artifacts'>): ServiceHandlers<'teacher'>['rollbackModel'] =>
  async ({ name, alias, expectedDigest }) => {
    const moved = await artifacts.rollbackAlias({
      name: requireName(name),
      alias: alias === '' ? defaultAlias : alias,
      expectedDigest: requireDigest(expectedDigest, 'expected_digest'),
    });
    return { alias: aliasMessage(moved) };
  };
