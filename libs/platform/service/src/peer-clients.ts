import { loadContract } from '@optical/contracts';
import type { Stem } from '@optical/contracts';
import { failedPrecondition } from '@optical/errors';
import { createClient } from '@optical/grpc';
import type { GrpcClientSettings, ServiceClient } from '@optical/grpc';
import type { Telemetry } from '@optical/telemetry';

/** Clients of the services that a service calls, connected when first used. */
export interface PeerClients<Peer extends Stem> {
  readonly stems: readonly Peer[];
  /** Undefined when the address is not configured. */
  addressOf(stem: Peer): string | undefined;
  /** @throws OpticalError `failed-precondition` when the address of that service is not configured. */
  client<S extends Peer>(stem: S): ServiceClient<S>;
  close(): void;
}

/** @param addresses by stem; a missing one is an error only when that service is called */
export function createPeerClients<Peer extends Stem>(
  stems: readonly Peer[],
  addresses: Readonly<Record<Stem, string | undefined>>,
  settings: GrpcClientSettings,
  telemetry: Telemetry,
): PeerClients<Peer> {
  const clients = new Map<Stem, { close(): void }>();
  return {
    stems,
    addressOf: (stem) => addresses[stem],
    client: <S extends Peer>(stem: S) => {
      const address = addresses[stem];
      if (address === undefined)
        throw failedPrecondition(
          `the address of the ${stem} is not configured; set OPTICAL_PEERS_${stem.toUpperCase()}`,
        );
      const client = clients.get(stem) ?? createClient(loadContract(stem), { address, settings, telemetry });
      clients.set(stem, client);
      return client as ServiceClient<S> & { close(): void };
    },
    close: () => {
      for (const client of clients.values()) client.close();
    },
  };
}
