import { loadContract } from '@optical/contracts';
import type { Stem } from '@optical/contracts';
import { OpticalError } from '@optical/errors';
import { createClient } from '@optical/grpc';
import type { ClosableClient, ServiceClient } from '@optical/grpc';
import type { CommandContext } from '../settings.ts';
import { readRunning } from '../up/running.ts';
import { withSession } from './session.ts';

/** Clients of several services, by stem. */
export type Clients<S extends Stem> = { readonly [Name in S]: ServiceClient<Name> & ClosableClient };

/**
 * Runs a command with clients of services that are up in the data directory.
 * @throws OpticalError failed-precondition when none are up; unavailable when one of these is not
 */
export async function withServices<S extends Stem, T>(
  context: CommandContext,
  stems: readonly S[],
  work: (clients: Clients<S>) => Promise<T>,
): Promise<T> {
  const { services } = await readRunning(context.home);
  const addresses = stems.map((stem) => {
    const address = services.find((service) => service.stem === stem)?.address;
    if (address === undefined) throw new OpticalError('unavailable', `the ${stem} is not running; see: optical status`);
    return [stem, address] as const;
  });
  return withSession(context, async (session) => {
    const clients = addresses.map(
      ([stem, address]) => [stem, createClient(loadContract(stem), { address, ...session })] as const,
    );
    try {
      return await work(Object.fromEntries(clients) as unknown as Clients<S>);
    } finally {
      for (const [, client] of clients) client.close();
    }
  });
}

/** As `withServices`, with one. */
export async function withService<S extends Stem, T>(
  context: CommandContext,
  stem: S,
  work: (client: ServiceClient<S> & ClosableClient) => Promise<T>,
): Promise<T> {
  return withServices(context, [stem], (clients) => work(clients[stem]));
}
