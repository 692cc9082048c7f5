import { loadContract } from '@optical/contracts';
import type { Stem } from '@optical/contracts';
import { OpticalError } from '@optical/errors';
import { createClient } from '@optical/grpc';
import type { ServiceClient } from '@optical/grpc';
import type { CommandContext } from '../settings.ts';
import { readRunning } from '../up/running.ts';
import { withSession } from './session.ts';

/**
 * Runs a command with a client of one of the services that are up in the data directory.
 * @throws OpticalError failed-precondition when none are up; unavailable when this one is not
 */
export async function withService<S extends Stem, T>(
  context: CommandContext,
  stem: S,
  work: (client: ServiceClient<S>) => Promise<T>,
): Promise<T> {
  const { services } = await readRunning(context.home);
  const address = services.find((service) => service.stem === stem)?.address;
  if (address === undefined) throw new OpticalError('unavailable', `the ${stem} is not running; see: optical status`);
  return withSession(context, async (session) => {
    const client = createClient(loadContract(stem), { address, ...session });
    try {
      return await work(client);
    } finally {
      client.close();
    }
  });
}
