import { experimental, ServerCredentials } from '@grpc/grpc-js';
import { OpticalError } from '@optical/errors';
import type { Logger } from '../logger.ts';
import { nameSetting } from '../settings/name-setting.ts';
import type { GrpcServerSettings } from '../settings/server-settings.ts';
import { ReloadedCertificates } from './certificates.ts';

export interface ServerSecurity {
  readonly credentials: ServerCredentials;
  close(): void;
}

const named = (name: string): string => nameSetting('grpc', 'tls', name);

/** TLS (mutual with a client authority) from files that may be replaced at any time; plaintext without files. */
export function createServerCredentials(
  { tls, reloadIntervalMs }: Pick<GrpcServerSettings, 'tls' | 'reloadIntervalMs'>,
  logger: Logger,
): ServerSecurity {
  const { certificateFile, keyFile, clientCaFile } = tls;
  if ((certificateFile === undefined) !== (keyFile === undefined))
    throw new OpticalError('failed-precondition', `TLS needs both ${named('certificateFile')} and ${named('keyFile')}`);
  if (certificateFile === undefined) {
    if (clientCaFile !== undefined)
      throw new OpticalError(
        'failed-precondition',
        `${named('clientCaFile')} needs TLS: set ${named('certificateFile')} and ${named('keyFile')}`,
      );
    return { credentials: ServerCredentials.createInsecure(), close: () => undefined };
  }
  const certificates = new ReloadedCertificates(
    { certificateFile, keyFile, caFile: clientCaFile },
    reloadIntervalMs,
    logger,
  );
  // grpc-js 1.14 declares these parameters as (authority, identity) and uses them as (identity, authority).
  const credentials = experimental.createCertificateProviderServerCredentials(
    certificates,
    clientCaFile === undefined ? null : certificates,
    clientCaFile !== undefined,
  );
  return {
    credentials,
    close: () => {
      certificates.close();
    },
  };
}
