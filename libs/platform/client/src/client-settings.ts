import { parseSettings } from '@optical/config';
import { grpcClientSettings } from '@optical/grpc';
import type { GrpcClientSettings } from '@optical/grpc';
import type { CallOptions } from './call-options.ts';

/** @throws OpticalError invalid-argument naming every value that is out of its range */
export function clientSettings(options: CallOptions): GrpcClientSettings {
  const { deadlineMs = 10_000, attempts, ...others } = options;
  const given = { ...others, deadline: { defaultMs: deadlineMs }, retryAttempts: attempts };
  const section: unknown = JSON.parse(JSON.stringify({ common: { client: given } }));
  return parseSettings('cli', { client: grpcClientSettings }, { environment: {}, file: section }).client;
}
