import { modelKind, requireDigest, requireName } from '@optical/artifacts';
import type { ServiceHandlers } from '@optical/grpc';
import { aliasMessage } from '../models/registered-model.ts';
import type { ModelRegistry } from '../models/registered-model.ts';

/** The alias that is meant when a request names none. */
export const defaultAlias = 'production';

/** Points an alias to a version of a model. */
export const promoteModel =
  ({ artifacts }: Pick<ModelRegistry, 'artifacts'>): ServiceHandlers<'teacher'>['promoteModel'] =>
  async ({ name, digest, alias, expectedDigest }) => {
    await artifacts.find(`${requireName(name)}@${requireDigest(digest)}`, modelKind);
    const moved = await artifacts.setAlias({
      name,
      alias: alias === '' ? defaultAlias : alias,
      digest,
      ...(expectedDigest !== '' && { expectedDigest: requireDigest(expectedDigest, 'expected_digest') }),
    });
    return { alias: aliasMessage(moved) };
  };
