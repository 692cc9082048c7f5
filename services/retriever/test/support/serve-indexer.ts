import { parseSettings } from '@optical/config';
import { loadContract } from '@optical/contracts';
import { bindService, createServer, grpcServerSettings } from '@optical/grpc';
import type { ServiceHandlers } from '@optical/grpc';
import { startTelemetry, telemetrySettings } from '@optical/telemetry';

/** A server of the indexer's contract. */
export interface ServedIndexer extends AsyncDisposable {
  readonly address: string;
}

/**
 * Serves RPCs of the indexer as a test needs them, on a free loopback port.
 * @param folder where its telemetry is written
 */
export async function serveIndexer(
  folder: string,
  handlers: Partial<ServiceHandlers<'indexer'>>,
): Promise<ServedIndexer> {
  const tree = { grpc: grpcServerSettings, telemetry: telemetrySettings };
  const file = { test: { grpc: { drain: { waitMs: 0, limitMs: 2_000 } }, telemetry: { log: { level: 'silent' } } } };
  const { grpc, telemetry: settings } = parseSettings('test', tree, { environment: {}, file });
  const telemetry = startTelemetry({ service: 'indexer', version: '0', folder, settings });
  const services = [bindService(loadContract('indexer'), handlers)];
  const server = createServer({ settings: grpc, telemetry, services });
  const { address } = await server.listen();
  return {
    address,
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await telemetry.shutdown();
    },
  };
}
