import { healthDefinition } from '../server/health.ts';
import { createUntypedClient } from './create-client.ts';
import type { ClosableClient, CreateClientOptions } from './create-client.ts';
import type { RpcOptions } from './rpc-options.ts';

/** As in grpc.health.v1. */
export type ServingStatus = 'UNKNOWN' | 'SERVING' | 'NOT_SERVING' | 'SERVICE_UNKNOWN';

/** Asks a server about its health (grpc.health.v1). The name is a service's full name, or empty for the whole server. */
export interface HealthClient extends ClosableClient {
  /** @throws OpticalError `not-found` for a name that the server does not know, `unavailable` when nobody listens. */
  check(service: string, options?: RpcOptions): Promise<ServingStatus>;
  /** The status now, then every change, until the server goes or the loop is left. */
  watch(service: string, options?: RpcOptions): AsyncGenerator<ServingStatus>;
}

interface StatusMessage {
  readonly status: ServingStatus;
}

export function createHealthClient(options: CreateClientOptions): HealthClient {
  const client = createUntypedClient(healthDefinition, options);
  return {
    check: async (service, rpcOptions) => {
      const { status } = (await client.check!({ service }, rpcOptions)) as StatusMessage;
      return status;
    },
    watch: async function* (service, rpcOptions) {
      for await (const { status } of client.watch!({ service }, rpcOptions) as AsyncIterable<StatusMessage>)
        yield status;
    },
    close: () => {
      client.close();
    },
  };
}
