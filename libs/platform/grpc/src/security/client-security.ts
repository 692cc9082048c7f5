import { ChannelCredentials, experimental } from '@grpc/grpc-js';
import { OpticalError } from '@optical/errors';
import type { Logger } from '../logger.ts';
import type { GrpcClientSettings } from '../settings/client-settings.ts';
import { nameSetting } from '../settings/name-setting.ts';
import { ReloadedCertificates } from './certificates.ts';
import { isLoopback } from './exposure.ts';
import { ReloadedFiles } from './reloaded-files.ts';

/** How a client proves who it is and checks whom it talks to. */
export interface ClientSecurity {
  readonly credentials: ChannelCredentials;
  /** The bearer token to send, if any. */
  token(): string | undefined;
  close(): void;
}

/**
 * Finds out before the first call whether clients of `addresses` could be made.
 * @throws OpticalError `failed-precondition` as `createClient`
 */
export function checkClientSettings(settings: GrpcClientSettings, addresses: readonly string[], logger: Logger): void {
  assertConsistent(settings);
  for (const address of addresses) createClientSecurity(address, settings, logger).close();
}

function assertConsistent({ tls }: GrpcClientSettings): void {
  const { caFile, certificateFile, keyFile, serverName } = tls;
  const refuse = (message: string) => new OpticalError('failed-precondition', message);
  if ((certificateFile === undefined) !== (keyFile === undefined))
    throw refuse(`a client certificate needs both ${named('tls', 'certificateFile')} and ${named('tls', 'keyFile')}`);
  if (caFile === undefined && certificateFile !== undefined)
    throw refuse(`a client certificate needs TLS: set ${named('tls', 'caFile')}`);
  if (caFile === undefined && serverName !== undefined)
    throw refuse(`${named('tls', 'serverName')} needs TLS: set ${named('tls', 'caFile')}`);
}

/**
 * @throws OpticalError `failed-precondition` when files are unusable, settings contradict each other, or the token would
 * leave this machine in plaintext.
 */
export function createClientSecurity(address: string, settings: GrpcClientSettings, logger: Logger): ClientSecurity {
  assertConsistent(settings);
  const { tls, tokenFile, reloadIntervalMs, allowInsecure } = settings;
  const { caFile, certificateFile, keyFile } = tls;
  if (tokenFile !== undefined && caFile === undefined && !allowInsecure && !isLoopback(hostOf(address)))
    throw new OpticalError(
      'failed-precondition',
      `refusing to send a token to ${address} without TLS: set ${named('tls', 'caFile')}, or ${named('allowInsecure')} to true`,
    );
  const certificates =
    caFile === undefined
      ? undefined
      : new ReloadedCertificates({ caFile, certificateFile, keyFile }, reloadIntervalMs, logger);
  const token =
    tokenFile === undefined
      ? undefined
      : new ReloadedFiles({
          subject: 'bearer token',
          files: [tokenFile],
          intervalMs: reloadIntervalMs,
          logger,
          parse: ([content]) => readToken(content!),
        });
  return {
    credentials:
      certificates === undefined
        ? ChannelCredentials.createInsecure()
        : experimental.createCertificateProviderChannelCredentials(
            certificates,
            certificateFile === undefined ? null : certificates,
          ),
    token: () => token?.current,
    close: () => {
      certificates?.close();
      token?.close();
    },
  };
}

/** A setting as an operator finds it: `client.tls.caFile (OPTICAL_CLIENT_TLS_CA_FILE)`. */
const named = (...path: string[]): string => nameSetting('client', ...path);

function readToken(content: Buffer): string {
  const token = content.toString('utf8').trim();
  if (token === '') throw new Error('the file is empty');
  return token;
}

function hostOf(address: string): string {
  const name = address.replace(/^(dns:(\/\/[^/]*\/)?|ipv[46]:)/, '');
  return /^\[(.+)\]:\d+$/.exec(name)?.[1] ?? name.replace(/:\d+$/, '');
}
