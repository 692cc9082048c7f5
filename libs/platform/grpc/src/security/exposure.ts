import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { OpticalError } from '@optical/errors';
import { nameSetting } from '../settings/name-setting.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether an address can be reached from this machine only. Names other than `localhost` count as beyond it. */
export function isLoopback(host: string): boolean {
  if (isIPv4(host)) return loopback.check(host, 'ipv4');
  if (isIPv6(host)) return loopback.check(host, 'ipv6');
  return host === 'localhost';
}

export interface Exposure {
  readonly host: string;
  readonly hasTls: boolean;
  readonly hasTokens: boolean;
  readonly allowInsecure: boolean;
}

/** @throws OpticalError `failed-precondition` for a server that others can reach without TLS or without tokens. */
export function assertSafeExposure({ host, hasTls, hasTokens, allowInsecure }: Exposure): void {
  if (allowInsecure || isLoopback(host) || (hasTls && hasTokens)) return;
  const missing = [hasTls ? [] : ['TLS'], hasTokens ? [] : ['tokens']].flat().join(' and ');
  throw new OpticalError(
    'failed-precondition',
    `refusing to listen on ${host}, which is beyond loopback, without ${missing}: configure ${missing}, ` +
      `listen on 127.0.0.1, or set ${nameSetting('grpc', 'allowInsecure')} to true`,
  );
}
