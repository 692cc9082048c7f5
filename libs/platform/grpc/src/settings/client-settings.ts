import { setting } from '@optical/config';
import type { SettingsOf } from '@optical/config';
import { z } from 'zod';
import { count, duration, file, keepalive, maxMessageBytes, reloadIntervalMs } from './common.ts';

/** What an operator chooses about calls to other services. Nest it under `client`. */
export const grpcClientSettings = {
  tls: {
    caFile: file('PEM authorities of server certificates; turns TLS on.'),
    certificateFile: file('PEM certificate chain that this client shows to servers (mutual TLS).'),
    keyFile: file('PEM private key of the certificate.'),
    serverName: setting(z.string().min(1).optional(), {
      description: "Name that server certificates must have, where it is not the address's own.",
    }),
  },
  tokenFile: file('Bearer token sent with every call; read again when it is replaced.'),
  allowInsecure: setting(z.boolean().default(false), {
    description: 'Permit sending the token without TLS beyond loopback.',
  }),
  reloadIntervalMs,
  maxMessageBytes,
  deadline: {
    defaultMs: duration(30_000, 'Time for a unary call that sets no deadline of its own.'),
    streamMs: duration(86_400_000, 'Time for a streaming call that sets no deadline of its own.'),
    marginMs: duration(
      20,
      'What a handler keeps of its own remaining time when it calls on, to be able to answer before its caller gives up.',
      0,
    ),
  },
  retryAttempts: count(3, 'Attempts for an idempotent call, the first one included.', '{attempt}'),
  keepalive,
};

export type GrpcClientSettings = SettingsOf<typeof grpcClientSettings>;
