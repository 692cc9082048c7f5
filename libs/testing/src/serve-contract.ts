import { parseSettings } from '@optical/config';
import { loadContract } from '@optical/contracts';
import type { Stem } from '@optical/contracts';
import { bindService, createServer, grpcServerSettings } from '@optical/grpc';
import type { ServiceHandlers } from '@optical/grpc';
import { startTelemetry, telemetrySettings } from '@optical/telemetry';

/** A server of a service's contract. */
export interface ServedContract extends AsyncDisposable {
  readonly address: string;
}

/**
 * Serves RPCs of a contract as a test needs them, on a free loopback port; the others are unimplemented.
 * @param folder where its telemetry is written
 */
export async function serveContract<S extends Stem>(
  stem: S,
  folder: string,
  handlers: Partial<ServiceHandlers<S>>,
): Promise<ServedContract> {
  const tree = { grpc: grpcServerSettings, telemetry: telemetrySettings };
  const file = { test: { grpc: { drain: { waitMs: 0, limitMs: 2_000 } }, telemetry: { log: { level: 'silent' } } } };
  const settings = parseSettings('test', tree, { environment: {}, file });
  const telemetry = startTelemetry({ service: stem, version: '0', folder, settings: settings.telemetry });
  const services = [bindService(loadContract(stem), handlers)];
  const server = createServer({ settings: settings.grpc, telemetry, services });
  const { address } = await server.listen();
  return {
    address,
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await telemetry.shutdown();
    },
  };
}
