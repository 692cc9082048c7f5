import { parseSettings } from '@optical/config';
import { loadContract } from '@optical/contracts';
import { bindService, createServer, grpcServerSettings } from '@optical/grpc';
import type { ServiceClient, ServiceHandlers } from '@optical/grpc';
import { startTelemetry, telemetrySettings } from '@optical/telemetry';
import { connect, temporaryFolder } from '@optical/testing';

/** A server of the indexer's contract, with a client. */
export interface ServedIndexer extends AsyncDisposable {
  readonly client: ServiceClient<'indexer'>;
}

/** Serves RPCs of the indexer as a test needs them, on a free loopback port. */
export async function serveIndexer(handlers: Partial<ServiceHandlers<'indexer'>>): Promise<ServedIndexer> {
  const folder = temporaryFolder();
  const tree = { grpc: grpcServerSettings, telemetry: telemetrySettings };
  const file = { test: { grpc: { drain: { waitMs: 0, limitMs: 2_000 } }, telemetry: { log: { level: 'silent' } } } };
  const { grpc, telemetry: settings } = parseSettings('test', tree, { environment: {}, file });
  const telemetry = startTelemetry({ service: 'indexer', version: '0', folder: folder.path, settings });
  const services = [bindService(loadContract('indexer'), handlers)];
  const server = createServer({ settings: grpc, telemetry, services });
  const { address } = await server.listen();
  const connection = connect('indexer', address, 'test', folder.path);
  return {
    client: connection.client,
    [Symbol.asyncDispose]: async () => {
      await connection[Symbol.asyncDispose]();
      await server.close();
      await telemetry.shutdown();
      folder[Symbol.dispose]();
    },
  };
}
