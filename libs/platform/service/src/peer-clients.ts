import { environmentName } from '@optical/config';
import { loadContract } from '@optical/contracts';
import type { Stem } from '@optical/contracts';
import { failedPrecondition, OpticalError } from '@optical/errors';
import { checkClientSettings, createClient } from '@optical/grpc';
import type { CreateClientOptions, GrpcClientSettings, ServiceClient } from '@optical/grpc';
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

/**
 * Looks at settings and files at once, so that what is unusable ends the start, not a call hours later.
 * @param addresses by stem; a missing one is an error only when that service is called
 * @throws OpticalError `failed-precondition` as `createClient`
 */
export function createPeerClients<Peer extends Stem>(
  stems: readonly Peer[],
  addresses: Readonly<Record<Stem, string | undefined>>,
  settings: GrpcClientSettings,
  telemetry: Telemetry,
): PeerClients<Peer> {
  const configured = stems.map((stem) => addresses[stem]).filter((address) => address !== undefined);
  checkClientSettings(settings, configured, telemetry.logger);
  const clients = new Map<Stem, { close(): void }>();
  return {
    stems,
    addressOf: (stem) => addresses[stem],
    client: <S extends Peer>(stem: S) => {
      const address = addresses[stem];
      if (address === undefined)
        throw failedPrecondition(
          `the address of the ${stem} is not configured; set ${environmentName(['peers', stem])}`,
        );
      const client = clients.get(stem) ?? connect(stem, { address, settings, telemetry });
      clients.set(stem, client);
      return client as ServiceClient<S> & { close(): void };
    },
    close: () => {
      for (const client of clients.values()) client.close();
    },
  };
}

/** Files may have gone since the start. Which, is for the log: handlers pass errors on to their callers. */
function connect(stem: Stem, options: CreateClientOptions): { close(): void } {
  try {
    return createClient(loadContract(stem), options);
  } catch (err) {
    options.telemetry.logger.error({ err, peer: stem }, 'no client can be made');
    throw new OpticalError('unavailable', `the ${stem} cannot be called; the log says why`);
  }
}
