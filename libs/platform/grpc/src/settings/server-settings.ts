import { setting } from '@optical/config';
import type { SettingsOf } from '@optical/config';
import { z } from 'zod';
import { count, duration, file, keepalive, maxMessageBytes, reloadIntervalMs } from './common.ts';

const port = z.int().min(0).max(65_535);

/** What an operator chooses about a service's port. Nest it under `grpc`. */
export const grpcServerSettings = {
  host: setting(z.string().min(1).default('127.0.0.1'), {
    description: 'Address to listen on. Beyond loopback it needs TLS and tokens, or allowInsecure.',
  }),
  port: setting(port.default(0), { description: 'Port to listen on; 0 takes a free one.' }),
  healthPort: setting(port.optional(), {
    description: 'Plaintext port that answers health checks and nothing else, for probes that have no certificate.',
  }),
  allowInsecure: setting(z.boolean().default(false), {
    description: 'Permit listening beyond loopback without TLS or without tokens.',
  }),
  tls: {
    certificateFile: file('PEM certificate chain of the server; turns TLS on, together with the key.'),
    keyFile: file('PEM private key of the certificate.'),
    clientCaFile: file('PEM authorities of client certificates; turns mutual TLS on: clients without one are refused.'),
  },
  token: {
    jwksFile: file('JSON Web Key Set of the issuer of bearer tokens; turns tokens on.'),
    secretFile: file('Shared HMAC secret of bearer tokens, 32 bytes or more; turns tokens on.'),
    issuer: setting(z.string().min(1).optional(), { description: 'The `iss` claim that tokens must have.' }),
    audience: setting(z.string().min(1).optional(), { description: 'The `aud` claim that tokens must have.' }),
    leewayMs: duration(5_000, 'How far the clocks of issuer and server may differ.', 0),
  },
  reloadIntervalMs,
  maxMessageBytes,
  calls: {
    running: count(64, 'Unary calls that run at the same time.', '{call}'),
    waiting: count(256, 'Unary calls that wait for their turn; more are refused.', '{call}', 0),
    runningStreams: count(256, 'Streaming calls that run at the same time; more are refused.', '{call}'),
  },
  deadline: {
    defaultMs: duration(30_000, 'Time for a unary call whose caller sets no deadline.'),
    maxMs: duration(600_000, 'Longest time for a unary call, whatever its caller sets.'),
    streamMs: duration(86_400_000, 'Longest time for a streaming call.'),
  },
  keepalive,
  maxConnectionAgeMs: duration(
    1_800_000,
    'Age at which a connection is closed once its calls are done, so that clients find new servers.',
    1000,
  ),
  drain: {
    waitMs: duration(500, 'Time between reporting NOT_SERVING and closing the port, for clients to turn away.', 0),
    limitMs: duration(30_000, 'Time for calls in progress to finish before they are cut off.', 0),
  },
};

export type GrpcServerSettings = SettingsOf<typeof grpcServerSettings>;
