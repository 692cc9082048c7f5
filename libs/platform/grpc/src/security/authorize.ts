import type { Metadata } from '@grpc/grpc-js';
import { OpticalError } from '@optical/errors';
import type { Identity } from './identity.ts';
import type { TokenVerifier } from './token-verifier.ts';

/**
 * Who calls, or an error: `unauthenticated` without a valid token, `permission-denied` when the token lacks `scope`.
 * Without a `scope` any valid token will do.
 */
export type Authorize = (metadata: Metadata, scope?: string) => Identity | Promise<Identity>;

export function createAuthorize(verifier: TokenVerifier): Authorize {
  return async (metadata, scope) => {
    const identity = await verifier.verify(bearerToken(metadata));
    if (scope !== undefined && !identity.scopes.has(scope))
      throw new OpticalError('permission-denied', `the token lacks the scope ${scope}`);
    return identity;
  };
}

function bearerToken(metadata: Metadata): string {
  const [value] = metadata.get('authorization');
  const token = typeof value === 'string' ? /^Bearer +(\S+)$/i.exec(value)?.[1] : undefined;
  if (token === undefined)
    throw new OpticalError('unauthenticated', 'the call carries no bearer token in its authorization metadata');
  return token;
}
